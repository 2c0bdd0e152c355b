/** Standard output and standard error of a program that finishes its work though they cannot be written. */
export interface StandardOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** The exit code of the program: 2 in place of 0 if its output is incomplete. */
  readonly exitCode: (code: number) => number;
}

/**
 * Opens them. A reader that closes the pipe, such as `head`, has seen enough; a full disk is reported in one line. To end at once
 * would leave files half generated.
 */
export function standardOutput(): StandardOutput {
  let hasFailed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || hasFailed) return;
    hasFailed = true;
    process.stderr.write(`The output cannot be written: ${error.message}\n`);
    process.exitCode ||= 2;
  });
  process.stderr.on('error', () => {});
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    exitCode: (code) => (hasFailed ? code || 2 : code),
  };
}
