import type { Clock, Inbox } from '@partner-webhooks/inbox';
import type { HeaderRule } from '@partner-webhooks/types/headers';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { RequestRules } from '../generated/requests.ts';
import { errorResponse } from '../handlers/error-response.ts';
import { createBodyReader } from '../http/body.ts';
import { createListener, type Listener } from '../http/listener.ts';
import type { Timings } from '../http/timings.ts';
import { certificateFiles, loadCertificate } from '../http/tls/certificate.ts';
import type { Metrics } from '../metrics.ts';
import { createPublicApp } from './app.ts';
import { createAuthentication } from './authentication.ts';
import type { Credentials } from './credentials.ts';
import { createReceive } from './receive.ts';

/** The parts of the public listener. */
export interface PublicListenerParts {
  readonly config: Config;
  readonly credentials: Credentials;
  readonly metrics: Metrics;
  readonly inbox: Inbox;
  readonly log: Logger;
  readonly newId: () => string;
  readonly newRequestId: () => string;
  readonly clock: Clock;
  readonly timings: Timings;
  readonly requests: Readonly<Record<string, RequestRules>>;
  readonly headers: Readonly<Record<string, readonly HeaderRule[]>>;
  readonly isReady: () => Promise<boolean>;
  /** Called after each notification that was stored. */
  readonly onReceived: () => void;
}

/** Creates the listener of the webhooks. @throws ConfigError if the certificate cannot be used. */
export async function createPublicListener(parts: PublicListenerParts): Promise<Listener> {
  const { config, credentials, metrics, inbox, log, newId, newRequestId, clock, timings } = parts;
  const { requests, headers, isReady, onReceived } = parts;
  const files = certificateFiles(config);
  const certificate = files && (await loadCertificate(files));
  const { authenticate, isAuthenticated } = createAuthentication(requests, credentials);
  const receive = createReceive({
    inbox,
    requests,
    headers,
    readBody: createBodyReader(config.MAX_BODY_BYTES, timings.lingerMs),
    maxBytes: config.MAX_BODY_BYTES,
    newId,
    clock,
    log,
    onReceived,
    onObservation: metrics.onObservation,
    onRepetition: metrics.onRepetition,
    onQuarantine: metrics.onQuarantine,
  });
  const app = await createPublicApp({
    log,
    newRequestId,
    clock,
    isReady,
    trustProxy: config.TRUST_PROXY,
    ...receive,
    requests,
    authenticate,
    errorResponse,
    onCompleted: metrics.onRequest,
  });
  const listener = createListener(app, {
    log,
    newRequestId,
    clock,
    timings,
    maxConnections: config.MAX_CONNECTIONS,
    isAuthenticated,
    errorResponse,
    tls: files && certificate && { files, current: certificate },
  });
  // Node would respond to these before the secrets have been checked.
  for (const event of ['checkContinue', 'checkExpectation'])
    listener.server.on(event, (req, res) => listener.server.emit('request', req, res));
  return listener;
}
