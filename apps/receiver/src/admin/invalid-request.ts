import { HttpError } from '../http/errors.ts';

/** A location in a request to the admin API that does not match its contract. */
export interface InvalidField {
  /** The parameter, or the JSON Pointer into the body; empty for the body as a whole. */
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** The error for a request that does not match the admin contract. */
export function invalidRequest(fields: readonly InvalidField[]): HttpError {
  const [first] = fields;
  return new HttpError('INVALID_REQUEST', {
    problem: first
      ? `${first.field || 'The body'}: ${first.message}`
      : 'The request does not match the API contract.',
    errorDetails: fields.map(({ field, code, message }) => ({ field, errors: [{ code, message }] })),
  });
}
