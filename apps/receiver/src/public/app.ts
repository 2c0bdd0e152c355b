import { type Clock, isTracing } from '@partner-webhooks/inbox';
import type { Express } from 'express';
import type { Logger } from 'pino';
import type { TrustProxy } from '../config/trust-proxy.ts';
import { createBareApp } from '../http/bare-app.ts';
import { addressIn } from '../http/forwarded-address.ts';
import { checkHeaders } from '../http/headers.ts';
import { probes } from '../http/probes.ts';
import { type RequestReport, requestLog } from '../http/request-log.ts';
import { respondToError } from '../http/respond.ts';
import type { ErrorResponse } from '../reported-error.ts';
import { type PublicRoutesOptions, publicRoutes } from './routes.ts';
import { traceRequests } from './trace-requests.ts';

/** The dependencies of the public app. */
export interface PublicAppOptions extends PublicRoutesOptions {
  readonly log: Logger;
  readonly newRequestId: () => string;
  readonly clock: Clock;
  readonly isReady: () => Promise<boolean>;
  /** The proxies whose `X-Forwarded-For` is trusted. */
  readonly trustProxy: TrustProxy | undefined;
  readonly onCompleted: (report: RequestReport) => void;
  /** How the contract writes errors. */
  readonly errorResponse: ErrorResponse;
}

/** The app that the platform sees: the webhooks of the contract, the probes, and an error of the contract for everything else. */
export async function createPublicApp(options: PublicAppOptions): Promise<Express> {
  const app = createBareApp();
  // With 0 proxies Express would look for the header in every request.
  if (options.trustProxy) trustProxies(app, options.trustProxy);
  app.use(probes(options.isReady));
  app.use(requestLog(options.log, options.newRequestId, options.clock, options.onCompleted));
  // An SDK is registered before the program starts. Without one, a middleware that does nothing would still cost.
  if (isTracing()) app.use(traceRequests);
  app.use(checkHeaders);
  app.use(await publicRoutes(options));
  app.use(respondToError(options.errorResponse));
  return app;
}

/** Express compares only addresses without a port; a proxy in front of another one may write it with a port. */
function trustProxies(app: Express, proxies: TrustProxy): void {
  app.set('trust proxy', proxies);
  const trusts = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  app.set('trust proxy fn', (address: string, hop: number) => trusts(addressIn(address) ?? address, hop));
}
