import type { ServerResponse } from 'node:http';
import type { Clock } from '@partner-webhooks/inbox';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { addressIn } from './forwarded-address.ts';
import { onClosed } from './on-closed.ts';

/** The state of a request on its way. */
export interface RequestState {
  /** A UUID; in the log, in the header `X-Request-Id` and in every `ErrorMessage`. */
  readonly requestId: string;
  /**
   * Additional fields of the log line: the path as a contract has it, event type, notification id. Nothing that a sender
   * wrote.
   */
  readonly fields: Record<string, unknown>;
  /** What failed, if it was not the sender's fault. */
  cause?: unknown;
}

/** The outcome of a request, for metrics. */
export interface RequestReport {
  /** Absent if the path is unknown, or was not looked at. */
  readonly eventType: string | undefined;
  readonly outcome: 'accepted' | 'duplicate' | 'rejected' | 'failed' | 'aborted';
  /** Absent if the request was aborted. */
  readonly status: number | undefined;
  readonly ms: number;
}

/** The response header with the id of the request. */
export const REQUEST_ID = 'X-Request-Id';

/** The state that {@link requestLog} gave to this response's request. */
export function requestState(res: Response): RequestState {
  return res.locals['state'] as RequestState;
}

/** The id of a response's request, if it has one already. */
export function requestIdOf(res: ServerResponse & { locals?: Response['locals'] }): string | undefined {
  return (res.locals?.['state'] as RequestState | undefined)?.requestId;
}

/**
 * Gives each request an id, and writes one line when the response has been sent or the request was aborted. The line
 * contains neither headers nor bodies, nor the URL: an unknown path can hold a secret, as a query can.
 *
 * @param onCompleted called with the same outcome, for metrics.
 */
export function requestLog(
  log: Logger,
  newRequestId: () => string,
  clock: Pick<Clock, 'monotonicMs'>,
  onCompleted?: (report: RequestReport) => void,
): RequestHandler {
  return (req, res, next) => {
    const startedAtMs = clock.monotonicMs();
    const { method } = req;
    const ip = addressOf(req);
    const state: RequestState = { requestId: newRequestId(), fields: {} };
    res.locals['state'] = state;
    onClosed(res, () => {
      const { requestId, fields, cause } = state;
      const status = res.writableFinished ? res.statusCode : undefined;
      const ms = clock.monotonicMs() - startedAtMs;
      onCompleted?.({
        eventType: fields['eventType'] as string | undefined,
        outcome: outcomeOf(status, fields['duplicate'] === true),
        status,
        ms,
      });
      const level = levelOf(status);
      if (!log.isLevelEnabled(level)) return;
      log[level](
        {
          requestId,
          method,
          ...(ip && { ip }),
          ...fields,
          status,
          ms: Math.round(ms * 10) / 10,
          ...(cause !== undefined && { err: cause }),
        },
        status === undefined ? 'request aborted' : 'request completed',
      );
    });
    next();
  };
}

/** The address of the client: from a trusted proxy, or else from the socket. */
function addressOf(req: Request): string | undefined {
  if (req.app.get('trust proxy') === false) return req.socket.remoteAddress;
  return req.ip === undefined ? undefined : addressIn(req.ip);
}

function outcomeOf(status: number | undefined, duplicate: boolean): RequestReport['outcome'] {
  if (status === undefined) return 'aborted';
  if (status >= 500) return 'failed';
  if (status >= 400) return 'rejected';
  return duplicate ? 'duplicate' : 'accepted';
}

function levelOf(status: number | undefined): 'info' | 'warn' | 'error' {
  if (status === undefined || (status >= 400 && status < 500)) return 'warn';
  return status >= 500 ? 'error' : 'info';
}
