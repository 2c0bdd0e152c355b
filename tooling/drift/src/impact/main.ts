import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  environment: process.env,
  readFile: (path) => readFile(path, 'utf8').catch(() => undefined),
  resolvePath: (path) => resolve(path),
  now: () => new Date(),
});
