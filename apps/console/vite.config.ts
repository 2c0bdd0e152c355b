import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `pnpm dev` serves the console from its sources, and asks a receiver on this machine.
const RECEIVER = process.env['ADMIN_URL'] ?? 'http://127.0.0.1:9090';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    target: 'es2022',
    // A file that is written into another one would need a source in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: 'licenses.md' },
  },
  server: { port: 9_091, strictPort: true, proxy: { '/api': RECEIVER, '/docs': RECEIVER } },
});
