import { dirname } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { checkHeaders } from '../http/headers.ts';
import { probes } from '../http/probes.ts';
import { requestLog, requestState } from '../http/request-log.ts';
import { answerError, nameRequest } from '../http/respond.ts';
import { bareApp } from '../public/app.ts';
import { type KnownHosts, refuseUnknownHosts } from './known-hosts.ts';
import { pageHeaders } from './page-headers.ts';
import { type AdminRoutesOptions, adminRoutes } from './routes.ts';

/** What the admin listener works with. */
export interface AdminAppOptions extends AdminRoutesOptions {
  readonly log: Logger;
  readonly newRequestId: () => string;
  readonly ticks: () => number;
  readonly isReady: () => Promise<boolean>;
  readonly knownHosts: KnownHosts;
  /** The documentation: a page that needs nothing but itself. */
  readonly docsPage: string;
}

/**
 * What the partner's own people see: the documentation of the contract at `/docs/` and the probes, for everybody who
 * can reach the listener, and the admin API and the metrics for those who have the token.
 */
export async function createAdminApp(options: AdminAppOptions): Promise<Express> {
  const { log, newRequestId, ticks, isReady, knownHosts, docsPage } = options;
  const app = bareApp();
  app.set('query parser', 'simple');
  app.use(probes(isReady));
  app.use(requestLog(log, newRequestId, ticks));
  app.use(nameRequest);
  app.use(checkHeaders);
  app.use(refuseUnknownHosts(knownHosts));
  app.use(pageHeaders);
  app.use('/docs', logAsDocs, express.static(dirname(docsPage), { index: 'index.html' }));
  app.use(await adminRoutes(options));
  app.use(answerError);
  return app;
}

const logAsDocs: RequestHandler = (_req, res, next) => {
  requestState(res).fields['path'] = '/docs/';
  next();
};
