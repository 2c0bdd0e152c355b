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

/** The one location that responds to a failed request, always as the contract of the listener says. */
export function respondToError({ mediaType, bodyOf }: ErrorResponse): ErrorRequestHandler {
  return (thrown, _req, res, next) => {
    const error = asHttpError(thrown);
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

function asHttpError(thrown: unknown): HttpError {
  if (isInstance(thrown, HttpError)) return thrown;
  const code = isInstance(thrown, InboxUnavailableError) ? 'INBOX_UNAVAILABLE' : 'INTERNAL_ERROR';
  return new HttpError(code, { cause: thrown });
}
