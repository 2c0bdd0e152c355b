import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorMessage, errorStack, errorText, type FileCheck, systemClock } from '@partner-webhooks/inbox';
import { type AdminToken, loadAdminToken } from './admin/token.ts';
import { createSteadyClock } from './clock.ts';
import { ConfigError } from './config/config-error.ts';
import { type Config, readConfig } from './config.ts';
import { handlers } from './generated/handlers.ts';
import { REQUESTS } from './generated/requests.ts';
import { withServices } from './handlers/handler.ts';
import { openServices } from './handlers/services.ts';
import { certificateFiles, loadCertificate } from './http/tls/certificate.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createNewId } from './new-id.ts';
import { dataFolder, openInbox } from './open-inbox.ts';
import { openEventTypes } from './public/authentication.ts';
import { type Credentials, loadCredentials } from './public/credentials.ts';
import { startReceiver } from './receiver.ts';
import { shutDownInOrder } from './shutdown.ts';
import { startupBanner } from './startup-banner.ts';

// Bodies.
const QUARANTINE_CAPACITY = 10_000;

// A failed start closes what it has opened, in the opposite order, for no longer than this.
const CLOSING_MS = 5_000;
const opened: (() => Promise<void> | void)[] = [];

// Open requests get 503 before the process ends because the inbox has failed.
const LAST_RESPONSES_MS = 250;

// An output that cannot be written must not end the process.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
process.once('uncaughtException', failStart);
await main().catch(failStart);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const isDevelopment = config.NODE_ENV !== 'production';
  if (config.RECEIVE === 'off' && config.HANDLERS === 'off')
    throw new ConfigError('RECEIVE: expected on, because HANDLERS is off: this process would do nothing');
  const log = createLog(config.LOG_LEVEL);
  const docsPage = fileURLToPath(import.meta.resolve('@partner-webhooks/docs/index.html'));
  const consolePage = fileURLToPath(import.meta.resolve('@partner-webhooks/console/index.html'));
  for (const page of [docsPage, consolePage])
    if (!existsSync(page)) log.warn({ page }, 'a page of the admin listener is missing: run the build');
  const folder = await dataFolder(config);
  const [credentials, adminToken] = await loadSecrets(config, folder);
  for (const warning of Object.values(credentials).flatMap(({ warnings }) => warnings))
    log.warn(`${warning}; in production the receiver does not start`);
  const open = openEventTypes(REQUESTS);
  if (open.length > 0 && config.RECEIVE === 'on')
    log.warn({ eventTypes: open }, 'the contract requires no secret for these event types');
  const metrics = createMetrics({ ofProcess: true });
  const clock = createSteadyClock(systemClock);
  const inbox = await openInbox(config, {
    quarantineCapacity: QUARANTINE_CAPACITY,
    clock,
    onCommit: metrics.onCommit,
    onFailure: exitOnFailure('the inbox'),
    onFileChecked,
    onNotice: (message, level) => log[level](message),
  });
  opened.push(inbox.close);
  const latest = await inbox.latestReceivedAt();
  // To the next millisecond: ids that two processes generate in one millisecond have no order.
  if (latest) clock.advance(new Date(latest.getTime() + 1));
  const services = await openServices({
    inbox,
    folder,
    areHandlersOn: config.HANDLERS === 'on',
    log,
    onFailure: (what: string, error: Error) => exitOnFailure(what)(error),
  });
  opened.push(services.close);
  const receiver = await startReceiver({
    config,
    credentials,
    adminToken,
    metrics,
    inbox,
    handlers: withServices(handlers, services),
    log,
    newId: createNewId(clock),
    newRequestId: randomUUID,
    clock,
    wallClock: systemClock,
    docsPage,
    consolePage,
  });
  process.off('uncaughtException', failStart);
  shutDownInOrder({ receiver, timeoutMs: config.SHUTDOWN_TIMEOUT, close: services.close, clock, log });
  log.info({ port: receiver.address?.port, adminPort: receiver.adminAddress.port }, 'receiver started');
  if (isDevelopment) process.stdout.write(startupBanner(config, credentials, adminToken, receiver));

  /** Without its store the receiver can only reject, without the services of its handlers only retry. The supervisor restarts it. */
  function exitOnFailure(what: string): (error: Error) => void {
    return (error) => {
      log.fatal({ err: error }, `${what} has failed`);
      systemClock.setTimer(LAST_RESPONSES_MS, () => process.exit(1));
    };
  }

  function onFileChecked(check: FileCheck): void {
    metrics.onFileChecked(check);
    const { faults, failure } = check;
    const milliseconds = Math.round(check.milliseconds);
    if (failure) log.warn({ failure }, 'the file of the inbox could not be checked');
    // In development the text of the start, with the command to paste, stays the last on the screen.
    else if (faults.length === 0)
      log[isDevelopment ? 'debug' : 'info']({ milliseconds }, 'the file of the inbox is sound');
    else
      log.error(
        { milliseconds, faults },
        'the file of the inbox is damaged: see "The file is damaged" in docs/operations.md',
      );
  }
}

/** Prints why the receiver did not start, and ends the process whatever is open: otherwise no supervisor restarts it. */
async function failStart(error: unknown): Promise<void> {
  const stack = error instanceof ConfigError ? undefined : errorStack(error);
  // The operator fixes settings: the message helps, the stack does not.
  process.stderr.write(`The receiver did not start.\n${stack ?? errorMessage(error)}\n`);
  process.exitCode = 1;
  const exit = () => process.exit();
  systemClock.setTimer(CLOSING_MS, exit);
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
async function loadSecrets(config: Config, folder: string): Promise<[Credentials, AdminToken]> {
  const secrets = [
    config.RECEIVE === 'on' ? loadCredentials(config, folder) : {},
    loadAdminToken(config, join(folder, 'admin-token')),
    checkCertificate(config),
  ] as const;
  const lines = (await Promise.allSettled(secrets))
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => lineOf(reason));
  if (lines.length > 0) throw new ConfigError([...new Set(lines)].join('\n'));
  const [credentials, adminToken] = await Promise.all(secrets);
  return [credentials, adminToken];
}

/** An error that is not about the variable of a secret is about its file, which is beside the database. */
function lineOf(error: unknown): string {
  return error instanceof ConfigError ? error.message : `DATABASE_URL: ${errorMessage(error)}`;
}

async function checkCertificate(config: Config): Promise<void> {
  const files = certificateFiles(config);
  if (files) await loadCertificate(files);
}
