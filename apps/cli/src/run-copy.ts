import {
  type Copied,
  copyInbox,
  InboxExistsError,
  InboxUnavailableError,
  openCopySource,
  parseDatabaseUrl,
} from '@partner-webhooks/inbox';
import type { PostgresConnection, PostgresCopyTarget } from '@partner-webhooks/inbox/postgres';
import { CommandError, EXIT } from './command-error.ts';
import { copyReport, createCopyProgress } from './copy-report.ts';
import { fileOf } from './file.ts';
import { watchInterrupt } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** The options of `inbox copy`. */
export interface CopyOptions {
  readonly to: string;
  readonly from?: string;
  readonly prepare?: boolean;
  readonly json?: boolean;
}

/** Runs `inbox copy`. @throws CommandError if it cannot be done. */
export async function runCopy(terminal: Terminal, options: CopyOptions): Promise<void> {
  const connection = connectionTo(options.to, terminal);
  const file = options.from ?? fileOf(terminal);
  const copied = await withTarget(connection, (target) => copyTo(target, terminal, file, options));
  await terminal.out(options.json ? `${JSON.stringify(copied)}\n` : copyReport(copied));
}

async function withTarget<T>(
  connection: PostgresConnection,
  use: (target: PostgresCopyTarget) => Promise<T>,
): Promise<T> {
  // The other commands do without: the driver is loaded by the one that uses it.
  const { openPostgresCopyTarget } = await import('@partner-webhooks/inbox/postgres');
  const where = `postgres://${connection.host}:${connection.port}/${connection.database}`;
  let target: PostgresCopyTarget | undefined;
  try {
    target = await openPostgresCopyTarget(connection);
    return await use(target);
  } catch (cause) {
    const { message } = cause as Error;
    // One that is no fault of the database or of the file is a bug of this program, whose stack helps.
    if (cause instanceof TypeError || cause instanceof CommandError) throw cause;
    if (cause instanceof InboxExistsError)
      throw new CommandError(
        `${where}: ${message}. Nothing was changed. Expected an empty database.`,
        EXIT.failed,
        { cause },
      );
    if (cause instanceof InboxUnavailableError)
      throw new CommandError(`${where}: ${message}. Run the command again to continue.`, EXIT.unreachable, {
        cause,
      });
    throw new CommandError(message, EXIT.failed, { cause });
  } finally {
    await target?.close();
  }
}

async function copyTo(
  target: PostgresCopyTarget,
  terminal: Terminal,
  file: string,
  { prepare = false }: CopyOptions,
): Promise<Copied> {
  const source = openSource(file, target, prepare);
  const progress = createCopyProgress(terminal);
  const interrupt = watchInterrupt();
  try {
    return await copyInbox(source, target, {
      isPreparation: prepare,
      onProgress(each) {
        if (interrupt.isRequested()) throw new CommandError(CANCELLED, EXIT.interrupted);
        progress.show(each);
      },
    });
  } finally {
    interrupt.end();
    progress.end();
    source.close();
  }
}

const CANCELLED = 'Cancelled. What was copied stays: run the command again to continue.';

function openSource(file: string, { encode }: PostgresCopyTarget, prepare: boolean) {
  try {
    return openCopySource(file, { encode, whileReceiverRuns: prepare });
  } catch (cause) {
    const { message } = cause as Error;
    const advice = /in use by another process/.test(message)
      ? ': stop the receiver, or copy with --prepare while it runs'
      : '';
    throw new Error(`${message}${advice}`, { cause });
  }
}

/** @throws CommandError if the URL cannot be used. */
function connectionTo(url: string, { environment }: Terminal): PostgresConnection {
  const parsed = parseDatabaseUrl(url);
  if (!('server' in parsed)) {
    const problem = 'problem' in parsed ? parsed.problem : 'expected postgres://user@host/database';
    throw new CommandError(`--to: ${problem}`, EXIT.usage);
  }
  const { password, ...server } = parsed.server;
  if (password !== undefined)
    throw new CommandError(
      '--to: expected no password, which the list of processes would show: use DATABASE_PASSWORD_FILE or PGPASSWORD',
      EXIT.usage,
    );
  const { DATABASE_PASSWORD_FILE: passwordFile, PGPASSWORD } = environment;
  return {
    ...server,
    statementTimeoutMs: CONNECT_TIMEOUT_MS,
    ...(passwordFile ? { passwordFile } : PGPASSWORD && { password: PGPASSWORD }),
  };
}

const CONNECT_TIMEOUT_MS = 10_000;
