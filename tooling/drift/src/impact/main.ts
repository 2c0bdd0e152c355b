import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { standardOutput } from '@partner-webhooks/codegen/standard-output';
import { run } from './program.ts';

const output = standardOutput();

const code = await run(process.argv.slice(2), {
  ...output,
  isTerminal: process.stderr.isTTY === true,
  environment: process.env,
  readFile: (path) => readFile(path, 'utf8').catch(() => undefined),
  resolvePath: (path) => resolve(path),
  now: () => new Date(),
});

process.exitCode = output.exitCode(code);
