import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { ReleaseError } from './contracts.ts';

/** Runs redocly at the root of the repository. @returns its standard output. @throws ReleaseError if it fails. */
export function redocly(folder: string, args: readonly string[]): Promise<string> {
  const program = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env, maxBuffer: 256 * 1024 * 1024 };
    execFile(
      process.execPath,
      [program, ...args, '--config', CONFIGURATION],
      options,
      (error, stdout, stderr) => {
        if (error)
          reject(new ReleaseError(`redocly ${args[0]} failed:\n${stderr}${stdout}`, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}

const CONFIGURATION = 'tooling/release/redocly.yaml';
