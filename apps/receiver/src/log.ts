import { writeSync } from 'node:fs';
import { errorStack, errorText } from '@partner-webhooks/inbox';
import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * Creates the log: one JSON object per line.
 *
 * @param destination the default is standard output.
 */
export function createLog(level: string, destination: DestinationStream = STANDARD_OUTPUT): Logger {
  return pino({ level, serializers: { err: errorFields } }, destination);
}

/** The fields of an error. The serializer of pino reads every property, so it may throw, or write 20 MB. */
function errorFields(error: unknown): { message: string; stack?: string } {
  const stack = errorStack(error);
  return { message: errorText(error), ...(stack !== undefined && { stack }) };
}

/**
 * Standard output that never fails: if it cannot be written (its disk is full, its reader has ended), a line is lost and the
 * receiver continues. The destination of pino would throw outside of every call, buffer what it could not write, and retry
 * that forever when the process ends.
 */
const STANDARD_OUTPUT: DestinationStream = {
  write(line) {
    const bytes = Buffer.from(line);
    for (let written = 0; written < bytes.length; ) {
      try {
        written += writeSync(1, bytes, written);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
        // The reader of the pipe is slower.
        Atomics.wait(NOTHING, 0, 0, PIPE_WAIT_MS);
      }
    }
  },
};

const NOTHING = new Int32Array(new SharedArrayBuffer(4));
const PIPE_WAIT_MS = 1;
