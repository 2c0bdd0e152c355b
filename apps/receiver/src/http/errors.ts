import type { components } from '@partner-webhooks/types';
import type { Violation } from '@partner-webhooks/types/validators';
import { knownPointer } from '../validation/known-pointer.ts';

type ErrorMessage = components['schemas']['ErrorMessage'];
type ErrorDetails = components['schemas']['ErrorDetails'];

/** What went wrong, in the contract's own words for it. */
export interface RefusalOptions {
  readonly status: number;
  readonly errorCode: NonNullable<ErrorMessage['errorCode']>;
  readonly message: string;
  readonly details?: readonly ErrorDetails[];
  /** Why the body is refused, where one is. Such a body goes into quarantine. */
  readonly reasons?: readonly Violation[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request that is not answered with 200. Thrown anywhere on the way; answered in one place as `ErrorMessage`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly reasons: readonly Violation[] | undefined;
  readonly #options: RefusalOptions;

  constructor(options: RefusalOptions) {
    super(options.message, { cause: options.cause });
    this.#options = options;
    this.status = options.status;
    this.headers = options.headers ?? {};
    this.reasons = options.reasons;
  }

  /** The body of the answer (contract: `schemas/ErrorMessage.yaml`). */
  toErrorMessage(requestId: string): ErrorMessage {
    const { status, errorCode, message, details } = this.#options;
    return {
      message,
      responseType: status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR',
      requestId,
      errorCode,
      ...(details && { errorDetails: [...details] }),
    };
  }
}

/** @param header the header that ought to carry the key. */
export function unauthorized(header: string): Refusal {
  return new Refusal({
    status: 401,
    errorCode: 'UNAUTHORIZED',
    message: `The header ${header} does not hold a valid key.`,
    // RFC 9110, section 11.6.1, asks for the header; there is no registered scheme for a plain key.
    headers: { 'WWW-Authenticate': 'ApiKey', Connection: 'close' },
  });
}

/** The path is none of the contract's. */
export function notFound(): Refusal {
  return new Refusal({
    status: 404,
    errorCode: 'NOT_FOUND',
    message: 'No event type is received at this path.',
    reasons: [UNKNOWN_PATH],
  });
}

/** Why a body is refused that was sent to a path that is none of the contract's. */
export const UNKNOWN_PATH: Violation = {
  pointer: '',
  code: 'path',
  message: 'no event type is received at this path',
};

/** @param allowed the methods that the path knows. */
export function methodNotAllowed(allowed: readonly string[]): Refusal {
  return new Refusal({
    status: 405,
    errorCode: 'METHOD_NOT_ALLOWED',
    message: `Expected ${allowed.join(' or ')}.`,
    reasons: [{ pointer: '', code: 'method', message: `expected the method ${allowed.join(' or ')}` }],
    headers: { Allow: allowed.join(', ') },
  });
}

/** The admin token is missing or wrong. */
export function noAdminToken(): Refusal {
  return new Refusal({
    status: 401,
    errorCode: 'UNAUTHORIZED',
    message: 'The header authorization does not hold the admin token.',
    headers: { 'WWW-Authenticate': 'Bearer', Connection: 'close' },
  });
}

/** Nothing is served at this path of the admin listener. */
export function nothingServed(): Refusal {
  return new Refusal({ status: 404, errorCode: 'NOT_FOUND', message: 'Nothing is served at this path.' });
}

/** The inbox has nothing under the id that was asked for. */
export function nothingKept(): Refusal {
  return new Refusal({ status: 404, errorCode: 'NOT_FOUND', message: 'Nothing with this id is kept.' });
}

/** @param message why it cannot be done in the present state. */
export function conflict(message: string): Refusal {
  return new Refusal({ status: 409, errorCode: 'CONFLICT', message });
}

/** A request to the admin API is not as its contract describes it. */
export function invalidRequest(
  violations: readonly { readonly field: string; readonly code: string; readonly message: string }[],
): Refusal {
  const [first] = violations;
  return new Refusal({
    status: 400,
    errorCode: 'INVALID_REQUEST',
    message: first ? `${first.field || 'The body'}: ${first.message}` : 'The request is not as it should be.',
    details: violations.map(({ field, code, message }) => ({ field, errors: [{ code, message }] })),
  });
}

/** The body is larger than `maxBytes`, as it was sent or when decompressed. */
export function payloadTooLarge(maxBytes: number): Refusal {
  return new Refusal({
    status: 413,
    errorCode: 'PAYLOAD_TOO_LARGE',
    message: `Expected a body of at most ${maxBytes} bytes.`,
    reasons: [{ pointer: '', code: 'size', message: `expected at most ${maxBytes} bytes` }],
    headers: { Connection: 'close' },
  });
}

/** The request did not arrive in time. */
export function requestTimeout(): Refusal {
  return new Refusal({
    status: 408,
    errorCode: 'REQUEST_TIMEOUT',
    message: 'The request did not arrive in time.',
  });
}

/** The request is not HTTP as it should be. @param reason what is wrong, where its body can be read all the same. */
export function malformedRequest(reason?: Violation): Refusal {
  return new Refusal({
    status: 400,
    errorCode: 'MALFORMED_REQUEST',
    message: 'The request is not HTTP.',
    ...(reason && { reasons: [reason] }),
    headers: { Connection: 'close' },
  });
}

/** The headers are too many or too long. */
export function headersTooLarge(): Refusal {
  return new Refusal({
    status: 431,
    errorCode: 'MALFORMED_REQUEST',
    message: 'The headers are too large.',
    headers: { Connection: 'close' },
  });
}

/** The request is for a host that the admin listener does not know as its own (RFC 9110, section 15.5.20). */
export function unknownHost(): Refusal {
  return new Refusal({
    status: 421,
    errorCode: 'MALFORMED_REQUEST',
    message: 'The admin listener is not known by this name. ADMIN_HOSTNAMES can name it.',
  });
}

/** The header `Expect` asks for something that no receiver does. */
export function expectationFailed(): Refusal {
  return new Refusal({
    status: 417,
    errorCode: 'MALFORMED_REQUEST',
    message: 'Expected no header Expect but 100-continue.',
    reasons: [{ pointer: '', code: 'header', message: 'expected no header Expect but 100-continue' }],
    headers: { Connection: 'close' },
  });
}

/** The body did not arrive as a whole, or is not what its compression says. */
export function brokenBody(cause: unknown): Refusal {
  return new Refusal({
    status: 400,
    errorCode: 'MALFORMED_JSON',
    message: 'The body broke off or could not be decompressed.',
    reasons: [{ pointer: '', code: 'broken', message: 'it broke off or could not be decompressed' }],
    headers: { Connection: 'close' },
    cause,
  });
}

/**
 * @param code what is wrong.
 * @param expected what the receiver does take, as a sentence.
 */
export function unsupportedMediaType(
  code: 'content-type' | 'charset' | 'content-encoding',
  expected: string,
): Refusal {
  return new Refusal({
    status: 415,
    errorCode: 'UNSUPPORTED_MEDIA_TYPE',
    message: expected,
    reasons: [{ pointer: '', code, message: `${expected.charAt(0).toLowerCase()}${expected.slice(1, -1)}` }],
    headers: { Connection: 'close' },
  });
}

/**
 * The body is not JSON, or JSON that two readers could read differently.
 *
 * @param pointer where, as far as it can be told; `''` is the body.
 * @param problem what is wrong with the text, without a piece of it.
 */
export function malformedJson(pointer: string, problem: string): Refusal {
  return new Refusal({
    status: 400,
    errorCode: 'MALFORMED_JSON',
    message: `The body is not JSON as it should be: ${problem}.`,
    details: [{ field: knownPointer(pointer), errors: [{ code: 'json', message: problem }] }],
    reasons: [{ pointer: pointer.slice(0, MAX_POINTER), code: 'json', message: problem }],
  });
}

const MAX_POINTER = 255;

/**
 * Lists the first violations, by place; one mistake in a long list would otherwise make a long answer. The answer names
 * places by what the contract knows of them; quarantine keeps the whole pointers.
 */
export function invalidNotification(violations: readonly Violation[]): Refusal {
  const byField = Map.groupBy(violations.slice(0, MAX_VIOLATIONS), ({ pointer }) => knownPointer(pointer));
  const details = [...byField].map(([field, errors]) => ({
    field,
    errors: errors.map(({ code, message, parameter }) => ({
      code,
      message,
      ...(parameter !== undefined && { parameter }),
    })),
  }));
  const [first] = violations;
  const others = violations.length - 1;
  return new Refusal({
    status: 400,
    errorCode: 'INVALID_NOTIFICATION',
    message: `${knownPointer(first?.pointer ?? '') || 'The body'} ${first?.message}${others > 0 ? ` (and ${others} more)` : ''}.`,
    details,
    reasons: violations.slice(0, MAX_VIOLATIONS),
  });
}

const MAX_VIOLATIONS = 20;

/** The inbox could not keep the notification; `cause` is for the log. */
export function serviceUnavailable(cause: unknown): Refusal {
  return new Refusal({
    status: 503,
    errorCode: 'SERVICE_UNAVAILABLE',
    message: 'The notification could not be kept. Send it again later.',
    headers: { 'Retry-After': '5' },
    cause,
  });
}

/** For everything nobody foresaw. The cause is for the log; the client learns nothing of it. */
export function internalError(cause: unknown): Refusal {
  return new Refusal({
    status: 500,
    errorCode: 'INTERNAL_ERROR',
    message: 'The receiver failed. Send the notification again later.',
    cause,
  });
}
