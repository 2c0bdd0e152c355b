import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  errorMessage,
  errorStack,
  errorText,
  type FileCheck,
  type Inbox,
  openSqliteInbox,
  type SqliteInboxOptions,
  systemClock,
} from '@partner-webhooks/inbox';
import { type AdminToken, loadAdminToken } from './admin-token.ts';
import { after } from './after.ts';
import { type ApiKeys, loadApiKeys } from './api-keys.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { endInOrder } from './ending.ts';
import { handlers } from './generated/handlers.ts';
import { withServices } from './handler.ts';
import { certificateFiles, loadCertificate } from './http/certificate.ts';
import { createLog } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createNewId } from './new-id.ts';
import { startReceiver } from './receiver.ts';
import { openServices, READ_MODEL_FILE, type Services } from './services.ts';
import { createSteadyClock } from './steady-clock.ts';
import { welcome } from './welcome.ts';

const QUARANTINE_CAPACITY = 10_000;

// What a failed start has opened is closed first, in the opposite order, for no longer than this.
const CLOSING_MS = 5_000;
const opened: (() => Promise<void> | void)[] = [];

// Requests that are under way when the inbox has failed are answered with 503 first.
const FAREWELL_MS = 250;

// What cannot be written there is lost; nothing must end for it.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
process.once('uncaughtException', failStart);
await main().catch(failStart);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.LOG_LEVEL);
  const docsPage = fileURLToPath(import.meta.resolve('@partner-webhooks/docs/index.html'));
  if (!existsSync(docsPage)) log.warn({ docsPage }, 'the documentation page is missing: run the build');
  const folder = dirname(config.DATABASE_URL);
  const [apiKeys, adminToken] = await loadSecrets(config, folder);
  for (const warning of apiKeys.warnings) log.warn(`${warning}; in production the start is refused`);
  const metrics = createMetrics({ ofProcess: true });
  const ticks = () => performance.now();
  const clock = createSteadyClock({ wall: Date.now, ticks });
  const inbox = await openInbox(config, clock.now, metrics, {
    onFailure: exitOnFailure('the inbox'),
    onFileChecked,
    onNotice: (sentence) => log.error(sentence),
  });
  opened.push(inbox.close);
  const latest = await inbox.latestReceivedAt();
  // In the millisecond after it: ids of one millisecond of two processes are in no order.
  if (latest) clock.advance(new Date(latest.getTime() + 1));
  const services = await openReadModel(folder, exitOnFailure('the read model'));
  opened.push(services.close);
  const receiver = await startReceiver({
    config,
    apiKeys,
    adminToken,
    metrics,
    inbox,
    handlers: withServices(handlers, services),
    log,
    newId: createNewId(clock.now),
    newRequestId: randomUUID,
    now: clock.now,
    wallTime: () => new Date(),
    ticks,
    random: Math.random,
    docsPage,
  });
  process.off('uncaughtException', failStart);
  endInOrder({ receiver, shutdownTimeout: config.SHUTDOWN_TIMEOUT, close: services.close, log });
  if (config.NODE_ENV !== 'production') process.stdout.write(welcome(config, apiKeys, adminToken, receiver));
  log.info({ port: receiver.address.port, adminPort: receiver.adminAddress.port }, 'receiver started');

  /** Without its store a receiver can only refuse, without its read model only retry. Its supervisor restarts it. */
  function exitOnFailure(what: string): (error: Error) => void {
    return (error) => {
      log.fatal({ err: error }, `${what} has failed`);
      setTimeout(() => process.exit(1), FAREWELL_MS);
    };
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
}

/** Says why the receiver did not start, and ends the process whatever is open: otherwise no supervisor would start it again. */
async function failStart(error: unknown): Promise<void> {
  const stack = error instanceof ConfigError ? undefined : errorStack(error);
  // Settings are the operator's to mend: the sentence helps, the stack does not.
  process.stderr.write(`The receiver did not start.\n${stack ?? errorMessage(error)}\n`);
  process.exitCode = 1;
  const exit = () => process.exit();
  after(CLOSING_MS, exit);
  for (const close of opened.reverse()) {
    try {
      await close();
    } catch (failure) {
      process.stderr.write(`${errorText(failure)}\n`);
    }
  }
  exit();
}

/** @throws ConfigError with a line for each secret or file that is missing or cannot be read. */
async function loadSecrets(config: Config, folder: string): Promise<[ApiKeys, AdminToken]> {
  const secrets = [
    loadApiKeys(config, join(folder, 'api-key')),
    loadAdminToken(config, join(folder, 'admin-token')),
    checkCertificate(config),
  ] as const;
  const lines = (await Promise.allSettled(secrets))
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => lineOf(reason));
  if (lines.length > 0) throw new ConfigError([...new Set(lines)].join('\n'));
  const [apiKeys, adminToken] = await Promise.all(secrets);
  return [apiKeys, adminToken];
}

/** Where it is no fault of a secret's own variable, it could not be kept beside the database. */
function lineOf(error: unknown): string {
  return error instanceof ConfigError ? error.message : `DATABASE_URL: ${errorMessage(error)}`;
}

async function checkCertificate(config: Config): Promise<void> {
  const files = certificateFiles(config);
  if (files) await loadCertificate(files);
}

async function openInbox(
  config: Config,
  now: () => Date,
  { onCommit }: Metrics,
  listeners: Pick<SqliteInboxOptions, 'onFailure' | 'onNotice' | 'onFileChecked'>,
): Promise<Inbox> {
  try {
    return await openSqliteInbox({
      file: config.DATABASE_URL,
      deduplicationWindow: config.DEDUPLICATION_WINDOW,
      replayDead: config.REPLAY_DEAD === 'on',
      quarantineCapacity: QUARANTINE_CAPACITY,
      clock: { ...systemClock, now },
      onCommit,
      ...listeners,
    });
  } catch (error) {
    throw new ConfigError(`DATABASE_URL: ${errorMessage(error)}`, { cause: error });
  }
}

async function openReadModel(folder: string, onFailure: (error: Error) => void): Promise<Services> {
  try {
    return await openServices(folder, onFailure);
  } catch (error) {
    const file = join(folder, READ_MODEL_FILE);
    throw new ConfigError(
      `DATABASE_URL: the read model ${file} cannot be opened: ${errorMessage(error)}. ` +
        'It can be made again: see "The read model is damaged" in docs/operations.md',
      { cause: error },
    );
  }
}
