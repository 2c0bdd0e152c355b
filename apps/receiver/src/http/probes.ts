import type { RequestHandler, Response } from 'express';

/**
 * `/livez`: the process answers. `/readyz`: it can take notifications now.
 *
 * @param isReady resolves where notifications can be taken, and rejects or gives `false` where they cannot.
 */
export function probes(isReady: () => Promise<boolean>): RequestHandler {
  const answers = new Map<string, (res: Response) => void | Promise<void>>([
    ['/livez', (res) => answer(res, 200, 'ok')],
    [
      '/readyz',
      async (res) => {
        const ready = await isReady().catch(() => false);
        if (ready) answer(res, 200, 'ok');
        else answer(res, 503, 'not ready');
      },
    ],
  ]);
  return (req, res, next) => {
    const probe = req.method === 'GET' || req.method === 'HEAD' ? answers.get(req.path) : undefined;
    if (!probe) return next();
    return probe(res);
  };
}

/**
 * Asks once for all who want to know within a second: the check writes to the disk, and anybody may ask for it.
 *
 * @param ticks milliseconds of a clock that never goes back.
 */
export function shareCheck(check: () => Promise<boolean>, ticks: () => number): () => Promise<boolean> {
  let asked: { readonly at: number; readonly answer: Promise<boolean> } | undefined;
  let pending: Promise<boolean> | undefined;
  return () => {
    if (pending) return pending;
    if (asked && ticks() - asked.at < SHARED_FOR_MS) return asked.answer;
    const answer = check().finally(() => {
      pending = undefined;
      asked = { at: ticks(), answer };
    });
    pending = answer;
    return answer;
  };
}

const SHARED_FOR_MS = 1_000;

function answer(res: Response, status: number, text: string): void {
  res.status(status).type('text/plain').send(`${text}\n`);
}
