import { Router } from 'express';

/**
 * `/livez`: the process answers. `/readyz`: it can take notifications now.
 *
 * @param isReady resolves where notifications can be taken, and rejects or gives `false` where they cannot.
 */
export function probes(isReady: () => Promise<boolean>): Router {
  const router = Router();
  router.get('/livez', (_req, res) => {
    res.type('text/plain').send('ok\n');
  });
  router.get('/readyz', async (_req, res) => {
    const ready = await isReady().catch(() => false);
    res
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ok\n' : 'not ready\n');
  });
  return router;
}
