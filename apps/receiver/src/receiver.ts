import type { AddressInfo } from 'node:net';
import {
  type Clock,
  createDispatcher,
  DEFAULT_RETRY,
  errorMessage,
  type Handlers,
  type Inbox,
  startRetention,
  type UncaughtFailure,
} from '@partner-webhooks/inbox';
import { type HeaderRule, headers } from '@partner-webhooks/types/headers';
import type { Logger } from 'pino';
import { createAdminApp } from './admin/app.ts';
import { adminErrorResponse } from './admin/error-response.ts';
import { createSessions } from './admin/sessions.ts';
import type { AdminToken } from './admin/token.ts';
import { ConfigError } from './config/config-error.ts';
import type { Config } from './config.ts';
import { REQUESTS, type RequestRules } from './generated/requests.ts';
import { bearerToken } from './http/authorization.ts';
import { watchFileDescriptors } from './http/file-descriptors.ts';
import { createListener, type Listener } from './http/listener.ts';
import { shareCheck } from './http/probes.ts';
import { TIMINGS, type Timings } from './http/timings.ts';
import type { Metrics } from './metrics.ts';
import type { Credentials } from './public/credentials.ts';
import { createPublicListener } from './public/listener.ts';

/** The parts of a receiver. Tests pass their own. */
export interface ReceiverParts {
  readonly config: Config;
  readonly credentials: Credentials;
  readonly adminToken: AdminToken;
  readonly metrics: Metrics;
  readonly inbox: Inbox;
  readonly handlers: Handlers;
  readonly log: Logger;
  /** Generates the ids of notifications: UUIDs of version 7, each greater than the one before. */
  readonly newId: () => string;
  /** Generates the ids of requests: UUIDs of any version. */
  readonly newRequestId: () => string;
  /** Its time of day never goes back. */
  readonly clock: Clock;
  /**
   * The clock of the machine; the default is `clock`. Retention uses it: if `clock` is ahead because the machine's clock was
   * ahead once, retention by `clock` would remove too early.
   */
  readonly wallClock?: Clock;
  /** The jitter of retries: gives a number from 0 (included) to 1 (excluded). The default is `Math.random`. */
  readonly random?: () => number;
  /** The rules for the requests of each event type; the default is those of the contract. */
  readonly requests?: Readonly<Record<string, RequestRules>>;
  /** The headers that are checked; the default is those of the contract. */
  readonly headers?: Readonly<Record<string, readonly HeaderRule[]>>;
  /** The built documentation page. */
  readonly docsPage: string;
  /** Path of the console's first page. */
  readonly consolePage: string;
  /** The timeouts of the listeners; the default is those of a receiver in operation. */
  readonly timings?: Timings;
}

/** A running receiver. */
export interface Receiver {
  /** The address of the public listener; absent if nothing is received. */
  readonly address: AddressInfo | undefined;
  readonly adminAddress: AddressInfo;
  /** Accepts no more requests, lets open requests and running handlers finish, and closes the inbox. */
  readonly stop: () => Promise<void>;
  /**
   * Stops waiting for running handlers and starts no others: their notifications are pending again, and the attempts do not
   * count.
   */
  readonly interrupt: () => void;
  /**
   * Takes over an unhandled failure, in the listener of `uncaughtException` or `unhandledRejection`. If a handler started what
   * failed, its attempt has failed. No further handler is called: the receiver has to be stopped.
   *
   * @returns the notification of that handler.
   */
  readonly failUncaught: (error: unknown) => UncaughtFailure | undefined;
}

/**
 * Starts a receiver: two listeners, the dispatcher, and the inbox between them. With `RECEIVE=off` it is a worker, without the
 * public listener.
 *
 * @throws ConfigError if the certificate cannot be used, or a listener cannot be opened, for instance because its port is in
 * use.
 */
export async function startReceiver(parts: ReceiverParts): Promise<Receiver> {
  const { config, adminToken, metrics, inbox, handlers, log, requests = REQUESTS } = parts;
  const { headers: headerRules = headers } = parts;
  const { newRequestId, clock, wallClock = clock, random, docsPage, consolePage, timings = TIMINGS } = parts;
  const stopping = new AbortController();
  const canStore = shareCheck(() => inbox.check().then(() => true), clock);
  const isReady = async () => (await canStore()) && !stopping.signal.aborted;
  const dispatcher = createDispatcher({
    inbox,
    handlers,
    clock,
    random,
    concurrency: config.HANDLER_CONCURRENCY,
    timeout: config.HANDLER_TIMEOUT,
    retry: { ...DEFAULT_RETRY, maxAttempts: config.HANDLER_MAX_ATTEMPTS },
    logFor: ({ id, notification }) => log.child({ id, eventType: notification.eventType }),
    onInboxError: (error) => log.error({ err: error }, 'the dispatcher cannot use the inbox'),
    onAttempt: metrics.onAttempt,
    onFault: (error) => log.error({ err: error }, 'a part of the dispatcher has failed'),
  });
  const wake = config.HANDLERS === 'on' ? dispatcher.wake : () => {};
  if (config.HANDLERS === 'off') log.warn('handlers are off: notifications stay pending');
  void warnOfPauses(inbox, log);
  const unwatch = config.HANDLERS === 'on' ? inbox.watchPending(wake) : () => {};
  const unfollow = inbox.follow(({ kind, id, eventType, error }) => {
    if (kind !== 'unreadable') return;
    log.error({ id, eventType, reason: error }, 'a notification cannot be given to a handler');
  });
  const sessions = createSessions(clock, adminToken.isCurrent);
  const jobs = new Set<Promise<void>>();
  const adminApp = await createAdminApp({
    config,
    inbox,
    log,
    newRequestId,
    clock,
    isReady,
    knownHosts: { host: config.ADMIN_HOST, hostnames: config.ADMIN_HOSTNAMES ?? [] },
    docsPage,
    consolePage,
    operatorOf: adminToken.operatorOf,
    sessions,
    metrics: async () => ({
      type: metrics.type,
      text: await metrics.text(await inbox.statistics(), clock.now()),
    }),
    onPending: wake,
    onRepetition: metrics.onRepetition,
    stopping: stopping.signal,
    onRunning(job) {
      jobs.add(job);
      void job.then(() => jobs.delete(job));
    },
  });

  const listening = { log, newRequestId, clock, timings };
  const publicListener =
    config.RECEIVE === 'on'
      ? await createPublicListener({
          ...parts,
          requests,
          headers: headerRules,
          timings,
          isReady,
          onReceived: wake,
        })
      : undefined;
  const adminListener = createListener(adminApp, {
    ...listening,
    maxConnections: MAX_ADMIN_CONNECTIONS,
    isAuthenticated: (req) => (adminToken.operatorOf(bearerToken(req)) ?? sessions.of(req)) !== undefined,
    errorResponse: adminErrorResponse,
  });
  const [address, adminAddress] = await listenOnBoth(config, publicListener, adminListener);

  // Starts with what an earlier run has left pending.
  wake();
  const stopRetention = startRetention({
    inbox,
    keep: config.RETENTION_DAYS * MS_PER_DAY,
    clock: wallClock,
    onError: (error) => log.error({ err: error }, 'retention has failed'),
  });

  const unfollowTokens = adminToken.follow({
    clock,
    intervalMs: timings.renewalMs,
    onReloaded: (operators) => log.info({ operators }, 'the tokens of the admin listener were loaded again'),
    onError: (error) =>
      log.error(
        { reason: errorMessage(error) },
        'the changed ADMIN_TOKENS_FILE cannot be used: the old tokens stay',
      ),
  });

  const unwatchFileDescriptors = watchFileDescriptors((error) => {
    if (error)
      log.error(
        { code: error.code },
        'no file descriptor is left: new connections are closed without a response',
      );
    else log.info('file descriptors are available again: connections are accepted');
  });

  return {
    address,
    adminAddress,
    async stop() {
      stopping.abort();
      unwatchFileDescriptors();
      unfollowTokens();
      await Promise.all([publicListener?.close(), adminListener.close()]);
      await Promise.all([dispatcher.stop(), stopRetention(), ...jobs]);
      unfollow();
      unwatch();
      await inbox.close();
    },
    interrupt: dispatcher.interrupt,
    failUncaught: dispatcher.failUncaught,
  };
}

/** A pause is easily forgotten. */
async function warnOfPauses(inbox: Pick<Inbox, 'pauses'>, log: Logger): Promise<void> {
  try {
    for (const { eventType, pausedAt, reason } of await inbox.pauses())
      log.warn({ eventType, pausedAt, reason }, 'the handling of an event type is paused');
  } catch (error) {
    log.error({ err: error }, 'whether an event type is paused cannot be read');
  }
}

// Operators with a browser, and probes.
const MAX_ADMIN_CONNECTIONS = 100;

const MS_PER_DAY = 86_400_000;

/** @throws ConfigError with a line for each listener that cannot be opened; then neither stays open. */
async function listenOnBoth(
  { HOST, PORT, ADMIN_HOST, ADMIN_PORT }: Config,
  publicListener: Listener | undefined,
  adminListener: Listener,
): Promise<[AddressInfo | undefined, AddressInfo]> {
  const [address, adminAddress] = await Promise.allSettled([
    publicListener?.listen(PORT, HOST),
    adminListener.listen(ADMIN_PORT, ADMIN_HOST),
  ]);
  if (address.status === 'fulfilled' && adminAddress.status === 'fulfilled')
    return [address.value, adminAddress.value];
  if (address.status === 'fulfilled') await publicListener?.close();
  if (adminAddress.status === 'fulfilled') await adminListener.close();
  const problems = [
    ...(address.status === 'rejected' ? [`PORT: ${errorMessage(address.reason)}`] : []),
    ...(adminAddress.status === 'rejected' ? [`ADMIN_PORT: ${errorMessage(adminAddress.reason)}`] : []),
  ];
  throw new ConfigError(problems.join('\n'));
}
