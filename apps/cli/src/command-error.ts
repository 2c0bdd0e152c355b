/** A command fails; the message says why, and the process exits with `exitCode`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/**
 * Exit codes. 1: it cannot be done. 2: wrong usage. 3: the receiver or the database cannot be reached, or the token is refused.
 * 130: Ctrl+C.
 */
export const EXIT = { failed: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;
