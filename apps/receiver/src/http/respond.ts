import { InboxUnavailableError, isInstance } from '@partner-webhooks/inbox';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { HttpError } from './errors.ts';
import { REQUEST_ID, requestState } from './request-log.ts';

/** Responds with 200 and no body. */
export function acknowledge(res: Response): void {
  // All headers at once: for a header that is set before, Node stores much more.
  res.writeHead(200, { [REQUEST_ID]: requestState(res).requestId, 'Content-Length': '0' }).end();
}

/** Sets the header with the request's id, whatever the response will be. */
export const setRequestId: RequestHandler = (_req, res, next) => {
  res.setHeader(REQUEST_ID, requestState(res).requestId);
  next();
};

/** The one location that responds to a failed request, always with the contract's `ErrorMessage`. */
export const respondToError: ErrorRequestHandler = (thrown, _req, res, next) => {
  const error = asHttpError(thrown);
  const state = requestState(res);
  if (error.status >= 500) state.cause = error.cause ?? error;
  if (res.headersSent) {
    // A part of the response has been sent. Express breaks the connection, so that the client does not take it for complete.
    next(thrown);
    return;
  }
  res.status(error.status).set(error.headers).set(REQUEST_ID, state.requestId);
  res.json(error.toErrorMessage(state.requestId));
};

function asHttpError(thrown: unknown): HttpError {
  if (isInstance(thrown, HttpError)) return thrown;
  const code = isInstance(thrown, InboxUnavailableError) ? 'INBOX_UNAVAILABLE' : 'INTERNAL_ERROR';
  return new HttpError(code, { cause: thrown });
}
