import { rejectBody } from '@partner-webhooks/types/request';
import type { Violation } from '@partner-webhooks/types/validators';
import { CONTRACT_NAMES } from '../validation/known-pointer.ts';
import { HttpError } from './errors.ts';

/** The HTTP error for a body that is not valid, as {@link rejectBody} explains it. Quarantine stores the whole pointers. */
export function bodyError(all: readonly Violation[]): HttpError {
  const { code, problem, details: errorDetails, violations } = rejectBody(all, CONTRACT_NAMES);
  return code === 'MALFORMED_JSON'
    ? new HttpError(code, { problem, errorDetails, violations })
    : new HttpError('INVALID_NOTIFICATION', { problem, errorDetails, violations });
}
