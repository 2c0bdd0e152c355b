import type { ServerResponse } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { RequestReport } from '../metrics.ts';
import { addressIn } from './forwarded-address.ts';
import { onClosed } from './on-closed.ts';

/** What is known of a request while it is on its way. */
export interface RequestState {
  /** A UUID; in the log, in the header `X-Request-Id` and in every `ErrorMessage`. */
  readonly requestId: string;
  /**
   * Fields that the log line of the request gets in addition: the path as a contract has it, event type, notification
   * id. Nothing that a sender wrote.
   */
  readonly fields: Record<string, unknown>;
  /** What failed, where it was not the sender's fault. */
  cause?: unknown;
}

/** The header of every answer that names the request. */
export const REQUEST_ID = 'X-Request-Id';

/** The state that {@link requestLog} gave to this response's request. */
export function requestState(res: Response): RequestState {
  return res.locals['state'] as RequestState;
}

/** The id of a response's request, where it has come as far as to get one. */
export function requestIdOf(res: ServerResponse & { locals?: Response['locals'] }): string | undefined {
  return (res.locals?.['state'] as RequestState | undefined)?.requestId;
}

/**
 * Gives each request an id, which its answer has to carry, and writes one line when it has been answered or has broken
 * off. Neither headers nor bodies are written, nor what stands in the URL: a path that is none of a contract's can hold
 * a secret as well as a query can.
 *
 * @param onAnswered told the same in figures.
 */
export function requestLog(
  log: Logger,
  newRequestId: () => string,
  now: () => number,
  onAnswered?: (report: RequestReport) => void,
): RequestHandler {
  return (req, res, next) => {
    const startedAt = now();
    const { method } = req;
    const ip = addressOf(req);
    const state: RequestState = { requestId: newRequestId(), fields: {} };
    res.locals['state'] = state;
    onClosed(res, () => {
      const { requestId, fields, cause } = state;
      const status = res.writableFinished ? res.statusCode : undefined;
      const milliseconds = now() - startedAt;
      onAnswered?.({
        eventType: fields['eventType'] as string | undefined,
        outcome: outcomeOf(status, fields['duplicate'] === true),
        status,
        milliseconds,
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
          ms: Math.round(milliseconds * 10) / 10,
          ...(cause !== undefined && { err: cause }),
        },
        status === undefined ? 'request broken off' : 'request answered',
      );
    });
    next();
  };
}

/** That of the client, as far as a trusted proxy or else the socket says. */
function addressOf(req: Request): string | undefined {
  if (req.app.get('trust proxy') === false) return req.socket.remoteAddress;
  return req.ip === undefined ? undefined : addressIn(req.ip);
}

function outcomeOf(status: number | undefined, duplicate: boolean): RequestReport['outcome'] {
  if (status === undefined) return 'broken off';
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return duplicate ? 'duplicate' : 'accepted';
}

function levelOf(status: number | undefined): 'info' | 'warn' | 'error' {
  if (status === undefined || (status >= 400 && status < 500)) return 'warn';
  return status >= 500 ? 'error' : 'info';
}
