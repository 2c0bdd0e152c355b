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

function answer(res: Response, status: number, text: string): void {
  res.status(status).type('text/plain').send(`${text}\n`);
}
