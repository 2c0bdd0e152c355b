import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { TrustProxy } from '../config/trust-proxy.ts';
import { addressIn } from '../http/forwarded-address.ts';
import { checkHeaders } from '../http/headers.ts';
import { probes } from '../http/probes.ts';
import { requestLog } from '../http/request-log.ts';
import { answerError } from '../http/respond.ts';
import type { RequestReport } from '../metrics.ts';
import { type ContractRoutesOptions, contractRoutes } from './routes.ts';

/** What the public listener works with. */
export interface PublicAppOptions extends ContractRoutesOptions {
  readonly log: Logger;
  readonly newRequestId: () => string;
  /** Milliseconds of a clock that never goes back. */
  readonly ticks: () => number;
  readonly isReady: () => Promise<boolean>;
  /** Whose `X-Forwarded-For` is believed; absent where nobody's is. */
  readonly trustProxy?: TrustProxy | undefined;
  readonly onAnswered: (report: RequestReport) => void;
}

/** What the platform sees: the webhooks of the contract, the probes, and an `ErrorMessage` for everything else. */
export async function createPublicApp(options: PublicAppOptions): Promise<Express> {
  const app = bareApp();
  if (options.trustProxy !== undefined) trustProxies(app, options.trustProxy);
  app.use(probes(options.isReady));
  app.use(requestLog(options.log, options.newRequestId, options.ticks, options.onAnswered));
  app.use(checkHeaders);
  app.use(await contractRoutes(options));
  app.use(answerError);
  return app;
}

/** Express looks for a proxy by its address alone; a proxy in front of another one may write it with a port. */
function trustProxies(app: Express, proxies: TrustProxy): void {
  app.set('trust proxy', proxies);
  const trusts = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  app.set('trust proxy fn', (address: string, hop: number) => trusts(addressIn(address) ?? address, hop));
}

/** Express without what says who answers or spends time on what nobody asks for. */
export function bareApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  return app;
}
