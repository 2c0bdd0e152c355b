import { writeSync } from 'node:fs';
import { errorStack, errorText } from '@partner-webhooks/inbox';
import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * Makes the log: JSON, one line each.
 *
 * @param destination standard output where it is absent.
 */
export function createLog(level: string, destination: DestinationStream = STANDARD_OUTPUT): Logger {
  return pino({ level, serializers: { err: errorFields } }, destination);
}

/**
 * What the log says of an error. pino's own serializer reads whatever it finds, and so may throw, or write 20 MB.
 */
function errorFields(error: unknown): { message: string; stack?: string } {
  const stack = errorStack(error);
  return { message: errorText(error), ...(stack !== undefined && { stack }) };
}

/**
 * Standard output, without an error: where it cannot be written (it goes to a file, and the disk is full; nobody reads it
 * any more), a line is lost, and the receiver goes on. pino's own would throw outside of every call, keep what it could
 * not write, and try that for ever when the process ends.
 */
const STANDARD_OUTPUT: DestinationStream = {
  write(line) {
    const bytes = Buffer.from(line);
    for (let written = 0; written < bytes.length; ) {
      try {
        written += writeSync(1, bytes, written);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
        // Whoever reads the pipe is slower than we are.
        Atomics.wait(NOTHING, 0, 0, PIPE_WAIT_MS);
      }
    }
  },
};

const NOTHING = new Int32Array(new SharedArrayBuffer(4));
const PIPE_WAIT_MS = 1;
