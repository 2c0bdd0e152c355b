import { readFile } from 'node:fs/promises';
import { standardOutput } from '@partner-webhooks/codegen/standard-output';
import { run } from './program.ts';

const output = standardOutput();

const code = await run(process.argv.slice(2), {
  ...output,
  environment: process.env,
  readFile: (path) => readFile(path, 'utf8').catch(() => undefined),
});

process.exitCode = output.exitCode(code);
