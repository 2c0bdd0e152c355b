import { InboxUnavailableError, isInstance } from '@partner-webhooks/inbox';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { ErrorResponse } from '../reported-error.ts';
import { HttpError } from './errors.ts';
import { REQUEST_ID, requestState } from './request-log.ts';

/** Responds with a 2xx status and no body. */
export function acknowledge(res: Response, status: number): void {
  const { requestId } = requestState(res);
  // All headers at once: for a header that is set before, Node stores much more. 204 has no length (RFC 9110, section 8.6).
  res
    .writeHead(status, { [REQUEST_ID]: requestId, ...(status !== NO_CONTENT && { 'Content-Length': '0' }) })
    .end();
}

const NO_CONTENT = 204;

/** Sets the header with the request's id, whatever the response will be. */
export const setRequestId: RequestHandler = (_req, res, next) => {
  res.setHeader(REQUEST_ID, requestState(res).requestId);
  next();
};

/**
 * The one location that responds to a failed request, always as the contract of the listener says.
 *
 * @param failures the errors of the listener if the inbox cannot be used, and if something unexpected was thrown.
 */
export function respondToError(
  { mediaType, bodyOf }: ErrorResponse,
  failures: Failures = NOTIFICATION_FAILURES,
): ErrorRequestHandler {
  return (thrown, _req, res, next) => {
    const error = asHttpError(thrown, failures);
    const state = requestState(res);
    if (error.status >= 500) state.cause = error.cause ?? error;
    if (res.headersSent) {
      // A part of the response has been sent. Express breaks the connection, so that the client does not take it for
      // complete.
      next(thrown);
      return;
    }
    res.status(error.status).set(error.headers).set(REQUEST_ID, state.requestId);
    res.set('Content-Type', mediaType).json(bodyOf(error.report(state.requestId)));
  };
}

interface Failures {
  readonly unavailable: 'INBOX_UNAVAILABLE' | 'ADMIN_UNAVAILABLE';
  readonly failed: 'INTERNAL_ERROR' | 'ADMIN_FAILED';
}

const NOTIFICATION_FAILURES: Failures = { unavailable: 'INBOX_UNAVAILABLE', failed: 'INTERNAL_ERROR' };

function asHttpError(thrown: unknown, { unavailable, failed }: Failures): HttpError {
  if (isInstance(thrown, HttpError)) return thrown;
  return new HttpError(isInstance(thrown, InboxUnavailableError) ? unavailable : failed, { cause: thrown });
}
