// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

import { knownPointer } from './known-pointer.ts';
import { MALFORMED_JSON } from './strict-json.ts';
import type { Violation } from './validation.ts';

/** A place that is wrong. */
export interface ErrorDetail {
  /** JSON Pointer into the body (RFC 6901), or the name of a parameter; empty for the request as a whole. */
  readonly field: string;
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly parameter?: string;
  }[];
}

/** What an error response says, in no contract's words. */
export interface ReportedError<Code extends string = string> {
  readonly status: number;
  readonly code: Code;
  /** For people. It contains nothing that the client sent. */
  readonly message: string;
  /** A UUID that names the request. */
  readonly requestId: string;
  /** Absent if no place is wrong, but the request as a whole. */
  readonly details?: readonly ErrorDetail[];
}

/** Why a request is not a valid notification, besides its sender: status and text of the response. */
export const REQUEST_ERRORS = {
  UNKNOWN_PATH: {
    status: 404,
    errorCode: 'NOT_FOUND',
    message: 'No event type is received at this path.',
    violation: { code: 'path', message: 'no event type is received at this path' },
  },
  /** A header that the contract describes is missing or does not match its schema. */
  INVALID_HEADERS: { status: 400, errorCode: 'INVALID_NOTIFICATION', message: '{problem}.' },
  UNSUPPORTED_CONTENT_TYPE: {
    status: 415,
    errorCode: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Expected a body of type {mediaType} in UTF-8.',
    violation: { code: 'content-type', message: 'expected a body of type {mediaType} in UTF-8' },
  },
  UNSUPPORTED_CHARSET: {
    status: 415,
    errorCode: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Expected a body of type {mediaType} in UTF-8.',
    violation: { code: 'charset', message: 'expected a body of type {mediaType} in UTF-8' },
  },
  /** The body is compressed, and this program has not decompressed it. */
  COMPRESSED_BODY: {
    status: 415,
    errorCode: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Expected a body without compression.',
    violation: { code: 'content-encoding', message: 'expected a body without compression' },
  },
  MALFORMED_JSON: {
    status: 400,
    errorCode: 'MALFORMED_JSON',
    message: 'The body is not strict JSON: {problem}.',
  },
  INVALID_NOTIFICATION: { status: 400, errorCode: 'INVALID_NOTIFICATION', message: '{problem}.' },
} as const;

/** A row of {@link REQUEST_ERRORS}. */
export type RequestErrorCode = keyof typeof REQUEST_ERRORS;

/** What is wrong with a request, for its sender and for the record. */
export interface Rejection {
  readonly code: RequestErrorCode;
  /** What stands in the texts of the row for `{problem}`. */
  readonly problem: string;
  readonly details: readonly ErrorDetail[];
  /** The first violations: one mistake in a long list would otherwise make a long response. */
  readonly violations: readonly Violation[];
}

/** The violations of one body that are recorded and sent to the sender. */
export const MAX_RECORDED_VIOLATIONS = 20;

/**
 * Explains why a body is not valid, by location. The explanation names locations by what the contract knows of them; the
 * violations have the whole pointers.
 *
 * @param names the names of properties that no sender chose.
 */
export function rejectBody(violations: readonly Violation[], names: ReadonlySet<string>): Rejection {
  const recorded = violations.slice(0, MAX_RECORDED_VIOLATIONS);
  const byField = new Map<string, ErrorDetail['errors'][number][]>();
  for (const { pointer, code, message, parameter } of recorded) {
    const field = knownPointer(pointer, names);
    const errors = byField.get(field) ?? [];
    errors.push({ code, message, ...(parameter !== undefined && { parameter }) });
    byField.set(field, errors);
  }
  const details = [...byField].map(([field, errors]) => ({ field, errors }));
  const [first] = violations;
  if (first?.code === MALFORMED_JSON)
    return { code: 'MALFORMED_JSON', problem: first.message, details, violations: recorded };
  const place = knownPointer(first?.pointer ?? '', names) || 'The body';
  const problem = `${place} ${first?.message}${others(violations)}`;
  return { code: 'INVALID_NOTIFICATION', problem, details, violations: recorded };
}

/** Explains which headers are missing or not valid. @param violations at least one. */
export function rejectHeaders(violations: readonly Violation[]): Rejection {
  const errors = violations.map(({ code, message, parameter = '' }) => ({ code, message, parameter }));
  return {
    code: 'INVALID_HEADERS',
    problem: `The request is not valid: ${violations[0]?.message}${others(violations)}`,
    details: [{ field: '', errors }],
    violations,
  };
}

function others({ length }: readonly Violation[]): string {
  return length > 1 ? ` (and ${length - 1} more)` : '';
}

/** A text with a value in the place of each `{name}`. */
export function filled(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
