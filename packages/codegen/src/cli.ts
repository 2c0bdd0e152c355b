#!/usr/bin/env node
import { run } from './program.ts';
import { standardOutput } from './standard-output.ts';

const output = standardOutput();

process.exitCode = output.exitCode(await run(process.argv.slice(2), output));
