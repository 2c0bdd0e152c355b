import { REQUEST_ERRORS } from '@partner-webhooks/types/request';
import type { ErrorCode } from '../reported-error.ts';

/** What a response says, and with which status. */
export interface Row {
  readonly status: number;
  readonly errorCode: ErrorCode;
  /** `{name}` stands for a value that the caller gives. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Present if the error is about a body. A body with a violation goes into quarantine. */
  readonly violation?: { readonly code: string; readonly message: string };
}

const CLOSE = { Connection: 'close' };

/** All HTTP errors of both listeners. How the body of the response is written is up to the contract of each. */
export const HTTP_ERRORS = {
  // The sender, the path and the method.
  /** The caller adds the header `WWW-Authenticate` (RFC 9110, section 11.6.1). */
  INVALID_CREDENTIALS: { status: 401, errorCode: 'UNAUTHORIZED', message: '{problem}', headers: CLOSE },
  INVALID_ADMIN_TOKEN: {
    status: 401,
    errorCode: 'UNAUTHORIZED',
    message: 'The header authorization does not hold the admin token.',
    headers: { 'WWW-Authenticate': 'Bearer', ...CLOSE },
  },
  MISSING_CSRF_TOKEN: {
    status: 403,
    errorCode: 'FORBIDDEN',
    message: 'Expected the csrfToken of the session in the header X-CSRF-Token.',
  },
  FOREIGN_SIGN_IN: {
    status: 403,
    errorCode: 'FORBIDDEN',
    message: 'Sign in on a page of the admin listener: this request came from another site.',
  },
  READ_ONLY: {
    status: 403,
    errorCode: 'FORBIDDEN',
    message: 'The token of {name} has the role read-only: this needs a token with the role operator.',
  },
  TOO_MANY_SIGN_INS: {
    status: 429,
    errorCode: 'TOO_MANY_REQUESTS',
    message: 'Too many sign-ins with a wrong token. Try again in {seconds} s.',
  },
  UNKNOWN_PATH: REQUEST_ERRORS.UNKNOWN_PATH,
  UNKNOWN_ADMIN_PATH: { status: 404, errorCode: 'NOT_FOUND', message: 'Nothing is served at this path.' },
  UNKNOWN_ID: { status: 404, errorCode: 'NOT_FOUND', message: 'Nothing is stored under this id.' },
  UNKNOWN_EVENT_TYPE: {
    status: 404,
    errorCode: 'NOT_FOUND',
    message: 'The contract of this receiver has no event type with this name.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    errorCode: 'METHOD_NOT_ALLOWED',
    message: 'Expected {methods}.',
    violation: { code: 'method', message: 'expected the method {methods}' },
  },
  /** RFC 9110, section 15.5.20. */
  UNKNOWN_HOST: {
    status: 421,
    errorCode: 'MALFORMED_REQUEST',
    message: 'The admin listener is not known by this name. ADMIN_HOSTNAMES can name it.',
  },

  // The request as HTTP.
  MALFORMED_REQUEST: {
    status: 400,
    errorCode: 'MALFORMED_REQUEST',
    message: 'The request is not HTTP.',
    headers: CLOSE,
  },
  MISSING_HOST: {
    status: 400,
    errorCode: 'MALFORMED_REQUEST',
    message: 'The request is not HTTP.',
    headers: CLOSE,
    violation: { code: 'header', message: 'expected the header Host once' },
  },
  AMBIGUOUS_CONTENT_TYPE: {
    status: 400,
    errorCode: 'MALFORMED_REQUEST',
    message: 'The request is not HTTP.',
    headers: CLOSE,
    violation: { code: 'header', message: 'expected the header Content-Type once' },
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    errorCode: 'MALFORMED_REQUEST',
    message: 'The headers are too large.',
    headers: CLOSE,
  },
  EXPECTATION_FAILED: {
    status: 417,
    errorCode: 'MALFORMED_REQUEST',
    message: 'Expected no header Expect but 100-continue.',
    headers: CLOSE,
    violation: { code: 'header', message: 'expected no header Expect but 100-continue' },
  },
  REQUEST_TIMEOUT: {
    status: 408,
    errorCode: 'REQUEST_TIMEOUT',
    message: 'The request did not arrive in time.',
  },

  // A notification.
  /** A header that the contract describes is missing or does not match its schema. */
  INVALID_HEADERS: REQUEST_ERRORS.INVALID_HEADERS,
  BODY_TOO_LARGE: {
    status: 413,
    errorCode: 'PAYLOAD_TOO_LARGE',
    message: 'Expected a body of at most {maxBytes} bytes.',
    headers: CLOSE,
    violation: { code: 'size', message: 'expected at most {maxBytes} bytes' },
  },
  BROKEN_BODY: {
    status: 400,
    errorCode: 'MALFORMED_JSON',
    message: 'The body broke off or could not be decompressed.',
    headers: CLOSE,
    violation: { code: 'broken', message: 'it broke off or could not be decompressed' },
  },
  UNSUPPORTED_CONTENT_TYPE: { ...REQUEST_ERRORS.UNSUPPORTED_CONTENT_TYPE, headers: CLOSE },
  UNSUPPORTED_CHARSET: { ...REQUEST_ERRORS.UNSUPPORTED_CHARSET, headers: CLOSE },
  UNREADABLE_CHARSET: {
    status: 415,
    errorCode: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Expected a character set that can be read, and text in it.',
    headers: CLOSE,
    violation: { code: 'charset', message: 'expected a character set that can be read, and text in it' },
  },
  UNSUPPORTED_CONTENT_ENCODING: {
    status: 415,
    errorCode: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Expected no compression, or gzip, deflate or br.',
    headers: CLOSE,
    violation: { code: 'content-encoding', message: 'expected no compression, or gzip, deflate or br' },
  },
  MALFORMED_JSON: REQUEST_ERRORS.MALFORMED_JSON,
  INVALID_NOTIFICATION: REQUEST_ERRORS.INVALID_NOTIFICATION,

  // An operation of the admin API.
  INVALID_REQUEST: { status: 400, errorCode: 'INVALID_REQUEST', message: '{problem}' },
  REASON_MISSING: {
    status: 400,
    errorCode: 'INVALID_REQUEST',
    message: 'Expected a reason, as a discard needs one.',
  },
  CONFLICT: { status: 409, errorCode: 'CONFLICT', message: '{problem}' },

  // The receiver itself. The cause is for the log.
  INBOX_UNAVAILABLE: {
    status: 503,
    errorCode: 'SERVICE_UNAVAILABLE',
    message: 'The notification could not be stored. Send it again later.',
    headers: { 'Retry-After': '5' },
  },
  INTERNAL_ERROR: {
    status: 500,
    errorCode: 'INTERNAL_ERROR',
    message: 'The receiver failed. Send the notification again later.',
  },
  // The same to an operator, who sends no notifications.
  ADMIN_UNAVAILABLE: {
    status: 503,
    errorCode: 'SERVICE_UNAVAILABLE',
    message: 'The inbox cannot be used at present. Send the request again later.',
    headers: { 'Retry-After': '5' },
  },
  ADMIN_FAILED: {
    status: 500,
    errorCode: 'INTERNAL_ERROR',
    message: 'The receiver failed. Its log has the cause, with this request id.',
  },
} as const satisfies Readonly<Record<string, Row>>;

/** A row of {@link HTTP_ERRORS}. */
export type HttpErrorCode = keyof typeof HTTP_ERRORS;
