import { MALFORMED_JSON } from '@partner-webhooks/request';
import type { Violation } from '@partner-webhooks/types/validators';
import { knownPointer } from '../validation/known-pointer.ts';
import { MAX_RECORDED_VIOLATIONS } from '../validation/validate-body.ts';
import { HttpError } from './errors.ts';

/**
 * The HTTP error for a body that is not valid. It lists the first violations, by location: one mistake in a long list would
 * otherwise make a long response. The response names locations by what the contract knows of them; quarantine stores the
 * whole pointers.
 */
export function bodyError(violations: readonly Violation[]): HttpError {
  const recorded = violations.slice(0, MAX_RECORDED_VIOLATIONS);
  const byField = Map.groupBy(recorded, ({ pointer }) => knownPointer(pointer));
  const errorDetails = [...byField].map(([field, errors]) => ({
    field,
    errors: errors.map(({ code, message, parameter }) => ({
      code,
      message,
      ...(parameter !== undefined && { parameter }),
    })),
  }));
  const [first] = violations;
  if (first?.code === MALFORMED_JSON)
    return new HttpError('MALFORMED_JSON', { problem: first.message, errorDetails, violations: recorded });
  const others = violations.length - 1;
  const problem = `${knownPointer(first?.pointer ?? '') || 'The body'} ${first?.message}${others > 0 ? ` (and ${others} more)` : ''}`;
  return new HttpError('INVALID_NOTIFICATION', { problem, errorDetails, violations: recorded });
}
