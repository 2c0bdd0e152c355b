import { errorStack, errorText } from '@partner-webhooks/inbox';
import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * Makes the log: JSON, one line each.
 *
 * @param destination standard output where it is absent.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino({ level, serializers: { err: errorFields } }, destination);
}

/**
 * What the log says of an error. pino's own serializer reads whatever it finds, and so may throw, or write 20 MB.
 */
function errorFields(error: unknown): { message: string; stack?: string } {
  const stack = errorStack(error);
  return { message: errorText(error), ...(stack !== undefined && { stack }) };
}
