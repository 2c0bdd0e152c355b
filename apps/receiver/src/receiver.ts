import type { AddressInfo } from 'node:net';
import {
  createDispatcher,
  DEFAULT_RETRY,
  errorMessage,
  type Handlers,
  type Inbox,
  startRetention,
  type UncaughtFailure,
} from '@partner-webhooks/inbox';
import type { Logger } from 'pino';
import { bearerToken } from './admin/admin-routes.ts';
import type { AdminToken } from './admin-token.ts';
import { after } from './after.ts';
import type { ApiKeys } from './api-keys.ts';
import { type Config, ConfigError } from './config.ts';
import { watchDescriptors } from './descriptors.ts';
import { createAdminApp } from './http/admin-app.ts';
import { createBodyReader } from './http/body.ts';
import { certificateFiles, loadCertificate } from './http/certificate.ts';
import { headerOf } from './http/headers.ts';
import { createListener, type Listener } from './http/listener.ts';
import { shareCheck } from './http/probes.ts';
import { createPublicApp } from './http/public-app.ts';
import { TIMINGS, type Timings } from './http/timings.ts';
import type { Metrics } from './metrics.ts';
import { createReceive } from './receive.ts';

/** The parts a receiver is put together from; tests bring their own. */
export interface ReceiverParts {
  readonly config: Config;
  readonly apiKeys: ApiKeys;
  readonly adminToken: AdminToken;
  readonly metrics: Metrics;
  readonly inbox: Inbox;
  readonly handlers: Handlers;
  readonly log: Logger;
  /** Makes the ids of notifications: UUIDs of version 7, whose order is that in which they were made. */
  readonly newId: () => string;
  /** Makes the ids of requests: UUIDs of any version. */
  readonly newRequestId: () => string;
  /** The time, by a clock that never goes back. */
  readonly now: () => Date;
  /**
   * The time as the machine has it; absent where that is `now`. Retention goes by it: where `now` is ahead because the
   * machine's clock has been, it would remove what is not old.
   */
  readonly wallTime?: () => Date;
  /** Milliseconds of a clock that never goes back. */
  readonly ticks: () => number;
  /** A number from 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** The built documentation page. */
  readonly docsPage: string;
  /** How long things may take at the edge; absent for those of a receiver in operation. */
  readonly timings?: Timings;
}

/** A receiver that is running. */
export interface Receiver {
  /** Where the webhooks are served. */
  readonly address: AddressInfo;
  readonly adminAddress: AddressInfo;
  /** Takes no more requests, lets those in flight and the running handlers finish, and closes the inbox. */
  readonly stop: () => Promise<void>;
  /**
   * Waits for running handlers no longer and starts no others: their notifications are pending again, and the attempt does
   * not count.
   */
  readonly interrupt: () => void;
  /**
   * Takes over a failure that nothing awaits, in the listener of `uncaughtException` or `unhandledRejection`. Where a handler
   * started what failed, its attempt has failed. No further handler is called: the receiver has to be stopped.
   *
   * @returns the notification whose handler it was.
   */
  readonly stray: (error: unknown) => UncaughtFailure | undefined;
}

/**
 * Starts a receiver: two listeners, the dispatcher and the inbox between them.
 *
 * @throws ConfigError where the certificate cannot be used, or a listener cannot be opened, for instance because its port
 * is taken.
 */
export async function startReceiver(parts: ReceiverParts): Promise<Receiver> {
  const { config, apiKeys, adminToken, metrics, inbox, handlers } = parts;
  const { log, newId, newRequestId, now, wallTime = now, ticks, random, docsPage, timings = TIMINGS } = parts;
  const files = certificateFiles(config);
  const certificate = files && (await loadCertificate(files));
  const stopping = new AbortController();
  const canKeep = shareCheck(() => inbox.check().then(() => true), ticks);
  const isReady = async () => (await canKeep()) && !stopping.signal.aborted;
  const dispatcher = createDispatcher({
    inbox,
    handlers,
    clock: { now, monotonicMs: ticks, setTimer: after },
    random,
    concurrency: config.HANDLER_CONCURRENCY,
    timeout: config.HANDLER_TIMEOUT,
    retry: { ...DEFAULT_RETRY, maxAttempts: config.HANDLER_MAX_ATTEMPTS },
    logFor: ({ id, notification }) => log.child({ id, eventType: notification.eventType }),
    onInboxError: (error) => log.error({ err: error }, 'the inbox does not answer the dispatcher'),
    onAttempt: metrics.onAttempt,
    onFault: (error) => log.error({ err: error }, 'a part of the dispatcher has failed'),
  });
  const wake = config.HANDLERS === 'on' ? dispatcher.wake : () => {};
  if (config.HANDLERS === 'off') log.warn('handlers are off: notifications stay pending');
  const unfollow = inbox.follow(({ kind, id, eventType, error }) => {
    if (kind !== 'unreadable') return;
    log.error({ id, eventType, reason: error }, 'a notification cannot be handed to a handler');
  });
  const receive = createReceive({
    inbox,
    readBody: createBodyReader(config.MAX_BODY_BYTES, timings.linger),
    maxBytes: config.MAX_BODY_BYTES,
    newId,
    now,
    log,
    onReceived: wake,
    onObservation: metrics.onObservation,
    onRepetition: metrics.onRepetition,
    onQuarantine: metrics.onQuarantine,
  });
  const publicApp = await createPublicApp({
    log,
    newRequestId,
    ticks,
    isReady,
    trustProxy: config.TRUST_PROXY,
    ...receive,
    apiKeyHeader: config.API_KEY_HEADER,
    isValidKey: apiKeys.isValid,
    onAnswered: metrics.onRequest,
  });
  const adminApp = await createAdminApp({
    config,
    inbox,
    log,
    newRequestId,
    now,
    ticks,
    after,
    isReady,
    knownHosts: { host: config.ADMIN_HOST, hostnames: config.ADMIN_HOSTNAMES },
    docsPage,
    isValidToken: adminToken.isValid,
    metrics: async () => ({
      type: metrics.type,
      text: await metrics.text(await inbox.statistics(), now()),
    }),
    onPending: wake,
    onRepetition: metrics.onRepetition,
    stopping: stopping.signal,
  });

  const listening = { log, newRequestId, ticks, timings };
  const publicListener = createListener(publicApp, {
    ...listening,
    maxConnections: config.MAX_CONNECTIONS,
    isKnown: (req) => apiKeys.isValid(headerOf(req, config.API_KEY_HEADER)),
    tls: files && certificate && { files, current: certificate, after },
  });
  // Node would answer these before anybody has looked at the key.
  for (const event of ['checkContinue', 'checkExpectation'])
    publicListener.server.on(event, (req, res) => publicListener.server.emit('request', req, res));
  const adminListener = createListener(adminApp, {
    ...listening,
    maxConnections: MAX_ADMIN_CONNECTIONS,
    isKnown: (req) => adminToken.isValid(bearerToken(req)),
  });
  const [address, adminAddress] = await listenOnBoth(config, publicListener, adminListener);

  // What an earlier run has left behind is handled first.
  wake();
  const stopRetention = startRetention({
    inbox,
    keep: config.RETENTION_DAYS * DAY,
    clock: { now: wallTime, monotonicMs: ticks, setTimer: after },
    onError: (error) => log.error({ err: error }, 'what is old enough could not be removed'),
  });

  const unwatchDescriptors = watchDescriptors((error) => {
    if (error)
      log.error(
        { code: error.code },
        'no file descriptor is left: connections are closed at once, unanswered',
      );
    else log.info('there are file descriptors again: connections are taken');
  });

  return {
    address,
    adminAddress,
    async stop() {
      stopping.abort();
      unwatchDescriptors();
      await Promise.all([publicListener.close(), adminListener.close()]);
      await Promise.all([dispatcher.stop(), stopRetention()]);
      unfollow();
      await inbox.close();
    },
    interrupt: dispatcher.interrupt,
    stray: dispatcher.failUncaught,
  };
}

// People with a browser, and probes.
const MAX_ADMIN_CONNECTIONS = 100;

const DAY = 86_400_000;

/** @throws ConfigError with a line for each listener that cannot be opened; then neither is open. */
async function listenOnBoth(
  { HOST, PORT, ADMIN_HOST, ADMIN_PORT }: Config,
  publicListener: Listener,
  adminListener: Listener,
): Promise<[AddressInfo, AddressInfo]> {
  const [address, adminAddress] = await Promise.allSettled([
    publicListener.listen(PORT, HOST),
    adminListener.listen(ADMIN_PORT, ADMIN_HOST),
  ]);
  if (address.status === 'fulfilled' && adminAddress.status === 'fulfilled')
    return [address.value, adminAddress.value];
  if (address.status === 'fulfilled') await publicListener.close();
  if (adminAddress.status === 'fulfilled') await adminListener.close();
  const problems = [
    ...(address.status === 'rejected' ? [`PORT: ${errorMessage(address.reason)}`] : []),
    ...(adminAddress.status === 'rejected' ? [`ADMIN_PORT: ${errorMessage(adminAddress.reason)}`] : []),
  ];
  throw new ConfigError(problems.join('\n'));
}
