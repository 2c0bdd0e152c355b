import type { Clock } from '@partner-webhooks/inbox';
import type { RequestHandler, Response } from 'express';

/**
 * `/livez`: the process responds. `/readyz`: it can receive notifications now.
 *
 * @param isReady resolves with `true` if notifications can be received; it rejects or gives `false` if not.
 */
export function probes(isReady: () => Promise<boolean>): RequestHandler {
  const responders = new Map<string, (res: Response) => void | Promise<void>>([
    ['/livez', (res) => respond(res, 200, 'ok')],
    [
      '/readyz',
      async (res) => {
        const ready = await isReady().catch(() => false);
        if (ready) respond(res, 200, 'ok');
        else respond(res, 503, 'not ready');
      },
    ],
  ]);
  return (req, res, next) => {
    const responder = req.method === 'GET' || req.method === 'HEAD' ? responders.get(req.path) : undefined;
    if (!responder) return next();
    return responder(res);
  };
}

/** Runs a check once a second at most, for all callers: the check writes to the disk, and any client may request it. */
export function shareCheck(
  check: () => Promise<boolean>,
  clock: Pick<Clock, 'monotonicMs'>,
): () => Promise<boolean> {
  let last: { readonly atMs: number; readonly result: Promise<boolean> } | undefined;
  let running: Promise<boolean> | undefined;
  return () => {
    if (running) return running;
    if (last && clock.monotonicMs() - last.atMs < SHARED_FOR_MS) return last.result;
    const result = check().finally(() => {
      running = undefined;
      last = { atMs: clock.monotonicMs(), result };
    });
    running = result;
    return result;
  };
}

const SHARED_FOR_MS = 1_000;

function respond(res: Response, status: number, text: string): void {
  res.status(status).type('text/plain').send(`${text}\n`);
}
