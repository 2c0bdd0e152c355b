import { BUILD, GENERATE, runQuietly } from './quiet-tasks.ts';

// `pnpm start`: generates, builds, and runs the receiver in this process, which then gets its signals.

const code = await runQuietly([GENERATE, BUILD]);
if (code === 0) await import(new URL('../apps/receiver/dist/main.js', import.meta.url).href);
else process.exitCode = code;
