import { InboxUnavailableError } from '@partner-webhooks/inbox';
import type { ErrorRequestHandler } from 'express';
import { internalError, Refusal, serviceUnavailable } from './refusal.ts';
import { requestState } from './request-log.ts';

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
  res.status(refusal.status).set(refusal.headers).json(refusal.toErrorMessage(state.requestId));
};

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof InboxUnavailableError) return serviceUnavailable(error);
  return internalError(error);
}
