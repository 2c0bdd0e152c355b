import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { run } from './program.ts';

// A reader that has seen enough, such as `head`, closes the pipe. That is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  err: (text) => process.stderr.write(text),
  readFile: (path) => readFile(path, 'utf8').catch(() => undefined),
  now: () => new Date(),
  ticks: () => performance.now(),
  wait: (milliseconds) => setTimeout(milliseconds),
  every(milliseconds, callback) {
    const timer = setInterval(callback, milliseconds);
    return () => clearInterval(timer);
  },
  random: Math.random,
  async out(text) {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  },
});
