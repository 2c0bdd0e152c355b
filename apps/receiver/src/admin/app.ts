import type { Express } from 'express';
import { createBareApp } from '../http/bare-app.ts';
import { checkHeaders } from '../http/headers.ts';
import { probes } from '../http/probes.ts';
import { requestLog } from '../http/request-log.ts';
import { respondToError, setRequestId } from '../http/respond.ts';
import { serveConsole } from './console.ts';
import { docs } from './docs.ts';
import { adminErrorResponse } from './error-response.ts';
import { type KnownHosts, rejectUnknownHosts } from './known-hosts.ts';
import { pageHeaders } from './page-headers.ts';
import { type AdminRoutesOptions, adminRoutes } from './routes.ts';

/** The dependencies of the admin app. */
export interface AdminAppOptions extends AdminRoutesOptions {
  readonly isReady: () => Promise<boolean>;
  readonly knownHosts: KnownHosts;
  /** The first page of the documentation; its other files are beside it. */
  readonly docsPage: string;
  /** The first page of the console. The files that it loads are beside it. */
  readonly consolePage: string;
}

/**
 * The app that operators see: the console at `/console/`, the documentation of the contract at `/docs/` and the probes for every
 * client of the listener, the admin API and the metrics for clients with the token or a session.
 */
export async function createAdminApp(options: AdminAppOptions): Promise<Express> {
  const { log, newRequestId, clock, isReady, knownHosts, docsPage, consolePage } = options;
  const app = createBareApp();
  app.set('query parser', 'simple');
  app.use(probes(isReady));
  app.use(requestLog(log, newRequestId, clock));
  app.use(setRequestId);
  app.use(checkHeaders);
  app.use(rejectUnknownHosts(knownHosts));
  app.use(pageHeaders);
  app.use('/docs', docs(docsPage));
  app.use('/console', serveConsole(consolePage));
  app.get('/', (_req, res) => res.redirect('/console/'));
  app.use(await adminRoutes(options));
  app.use(respondToError(adminErrorResponse, { unavailable: 'ADMIN_UNAVAILABLE', failed: 'ADMIN_FAILED' }));
  return app;
}
