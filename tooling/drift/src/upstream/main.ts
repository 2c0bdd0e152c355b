import { resolve } from 'node:path';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  environment: process.env,
  folder: process.cwd(),
  resolvePath: resolve,
  now: () => new Date(),
});
