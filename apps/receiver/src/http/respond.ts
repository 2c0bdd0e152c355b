import { InboxUnavailableError, isInstance } from '@partner-webhooks/inbox';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { internalError, Refusal, serviceUnavailable } from './errors.ts';
import { REQUEST_ID, requestState } from './request-log.ts';

/** Answers 200 without a body. */
export function acknowledge(res: Response): void {
  // All headers at once: of one that is set before, Node keeps much more.
  res.writeHead(200, { [REQUEST_ID]: requestState(res).requestId, 'Content-Length': '0' }).end();
}

/** Gives an answer its request's id, whatever it will be. */
export const nameRequest: RequestHandler = (_req, res, next) => {
  res.setHeader(REQUEST_ID, requestState(res).requestId);
  next();
};

/** The one place where a request that failed is answered, always with the contract's `ErrorMessage`. */
export const answerError: ErrorRequestHandler = (error, _req, res, next) => {
  const refusal = asRefusal(error);
  const state = requestState(res);
  if (refusal.status >= 500) state.cause = refusal.cause ?? refusal;
  if (res.headersSent) {
    // Nothing more can be said; Express breaks the connection off, so that no half answer passes for a whole one.
    next(error);
    return;
  }
  res.status(refusal.status).set(refusal.headers).set(REQUEST_ID, state.requestId);
  res.json(refusal.toErrorMessage(state.requestId));
};

function asRefusal(error: unknown): Refusal {
  if (isInstance(error, Refusal)) return error;
  if (isInstance(error, InboxUnavailableError)) return serviceUnavailable(error);
  return internalError(error);
}
