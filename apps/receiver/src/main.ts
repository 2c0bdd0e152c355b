import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type FileCheck,
  type Inbox,
  openSqliteInbox,
  type SqliteInboxOptions,
} from '@partner-webhooks/inbox';
import { pino } from 'pino';
import { type AdminToken, loadAdminToken } from './admin-token.ts';
import { type ApiKeys, loadApiKeys } from './api-keys.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { handlers } from './generated/handlers.ts';
import { withServices } from './handler.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { newId } from './new-id.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { openServices } from './services.ts';
import { welcome } from './welcome.ts';

const QUARANTINE_CAPACITY = 10_000;

const FAREWELL_MS = 250;

try {
  await main();
} catch (error) {
  // Settings and taken ports are the operator's to mend: the sentence helps, the stack does not.
  if (!(error instanceof ConfigError) && !(error instanceof Error && 'syscall' in error)) throw error;
  process.stderr.write(`The receiver did not start.\n${error.message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.LOG_LEVEL });
  const now = () => new Date();
  const [apiKeys, adminToken] = await loadSecrets(config, dirname(config.DATABASE_URL));
  const metrics = createMetrics({ ofProcess: true });
  const inbox = await openInbox(config, now, metrics, {
    onFailure: exitOnFailure,
    onFileChecked,
    onNotice: (sentence) => log.error(sentence),
  });
  const services = openServices(dirname(config.DATABASE_URL));
  const starting = startReceiver({
    config,
    apiKeys,
    adminToken,
    metrics,
    inbox,
    handlers: withServices(handlers, services),
    log,
    newId,
    newRequestId: randomUUID,
    now,
    ticks: () => performance.now(),
    random: Math.random,
    docsPage: fileURLToPath(import.meta.resolve('@partner-webhooks/docs/index.html')),
  });
  const receiver = await starting.catch(async (error: unknown) => {
    services.close();
    await inbox.close();
    throw error;
  });
  stopOnSignal(receiver, config);
  if (config.NODE_ENV !== 'production') process.stdout.write(welcome(config, apiKeys, adminToken, receiver));
  log.info({ port: receiver.address.port, adminPort: receiver.adminAddress.port }, 'receiver started');

  /** Without its store a receiver can only refuse. Whoever supervises it starts it anew. */
  function exitOnFailure(error: Error): void {
    log.fatal({ err: error }, 'the inbox has failed');
    // Requests that were under way are answered with 503 first.
    setTimeout(() => process.exit(1), FAREWELL_MS);
  }

  function onFileChecked(check: FileCheck): void {
    metrics.onFileChecked(check);
    const { faults, failure } = check;
    const milliseconds = Math.round(check.milliseconds);
    if (failure) log.warn({ failure }, 'the file of the inbox could not be checked');
    else if (faults.length === 0) log.info({ milliseconds }, 'the file of the inbox is sound');
    else
      log.error(
        { milliseconds, faults },
        'the file of the inbox is damaged: see "The file is damaged" in docs/operations.md',
      );
  }

  function stopOnSignal({ stop }: Receiver, { SHUTDOWN_TIMEOUT }: Config): void {
    const onSignal = async (signal: NodeJS.Signals) => {
      log.info({ signal }, 'receiver stopping');
      setTimeout(() => {
        log.error('requests or handlers did not finish in time');
        process.exit(1);
      }, SHUTDOWN_TIMEOUT).unref();
      await stop();
      services.close();
      log.info('receiver stopped');
    };
    process.once('SIGTERM', onSignal);
    process.once('SIGINT', onSignal);
  }
}

/** @throws ConfigError with a line for each secret that is missing. */
async function loadSecrets(config: Config, folder: string): Promise<[ApiKeys, AdminToken]> {
  const secrets = [
    loadApiKeys(config, join(folder, 'api-key')),
    loadAdminToken(config, join(folder, 'admin-token')),
  ] as const;
  const errors = (await Promise.allSettled(secrets))
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  if (errors.length > 1 && errors.every((error) => error instanceof ConfigError))
    throw new ConfigError(errors.map(({ message }) => message).join('\n'));
  return Promise.all(secrets);
}

function openInbox(
  config: Config,
  now: () => Date,
  { onCommit }: Metrics,
  listeners: Pick<SqliteInboxOptions, 'onFailure' | 'onNotice' | 'onFileChecked'>,
): Promise<Inbox> {
  return openSqliteInbox({
    file: config.DATABASE_URL,
    deduplicationWindow: config.DEDUPLICATION_WINDOW,
    quarantineCapacity: QUARANTINE_CAPACITY,
    now,
    onCommit,
    ...listeners,
  }).catch((error: unknown) => {
    throw new ConfigError(`DATABASE_URL: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });
}
