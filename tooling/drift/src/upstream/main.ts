import { resolve } from 'node:path';
import { standardOutput } from '@partner-webhooks/codegen/standard-output';
import { run } from './program.ts';

const output = standardOutput();

const code = await run(process.argv.slice(2), {
  ...output,
  environment: process.env,
  folder: process.cwd(),
  resolvePath: resolve,
  now: () => new Date(),
});

process.exitCode = output.exitCode(code);
