import { resolve } from 'node:path';
import { compressFolder } from '@partner-webhooks/compress';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// `pnpm dev` serves the console from its sources, and asks a receiver on this machine.
const RECEIVER = process.env['ADMIN_URL'] ?? 'http://127.0.0.1:9090';

export default defineConfig({
  base: '/console/',
  plugins: [react(), compressed()],
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

/** The receiver sends what is compressed already. */
function compressed(): Plugin {
  let folder: string;
  return {
    name: 'compressed',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    closeBundle: () => compressFolder(folder),
  };
}
