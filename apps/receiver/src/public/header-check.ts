import type { HeaderRule } from '@partner-webhooks/types/headers';
import { headerViolations, rejectHeaders } from '@partner-webhooks/types/request';
import type { Request } from 'express';
import { HttpError } from '../http/errors.ts';
import { listOf } from '../http/headers.ts';

/**
 * Creates the check of the headers that the contract describes, as the generated package does for programs without a receiver.
 *
 * @param headers the rules of the event types that have some.
 * @returns a function that gives `undefined` if all headers of a request are valid.
 */
export function createHeaderCheck(
  headers: Readonly<Record<string, readonly HeaderRule[]>>,
): (eventType: string, req: Request) => HttpError | undefined {
  const rulesOf = new Map(Object.entries(headers));
  return (eventType, req) => {
    const rules = rulesOf.get(eventType);
    if (!rules) return undefined;
    const violations = headerViolations(rules, (name) => listOf(req, name));
    if (violations.length === 0) return undefined;
    const { problem, details: errorDetails } = rejectHeaders(violations);
    return new HttpError('INVALID_HEADERS', { problem, errorDetails, violations });
  };
}
