import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Handlers,
  handlersFor,
  type Inbox,
  openSqliteInbox,
  type RejectedBody,
  systemClock,
} from '@partner-webhooks/inbox';
import type { Notification } from '@partner-webhooks/types';
import type { HeaderRule } from '@partner-webhooks/types/headers';
import { onTestFinished } from 'vitest';
import { loadAdminToken } from '../src/admin/token.ts';
import { readConfig } from '../src/config.ts';
import type { RequestRules, SecurityScheme } from '../src/generated/requests.ts';
import type { Timings } from '../src/http/timings.ts';
import { createLog } from '../src/log.ts';
import { createMetrics, type Metrics } from '../src/metrics.ts';
import { createNewId } from '../src/new-id.ts';
import { loadCredentials } from '../src/public/credentials.ts';
import { type Receiver, startReceiver } from '../src/receiver.ts';

export const KEY = 'a-key';
export const TOKEN = 'a-token-for-the-tests';

/** A receiver on its own ports, with everything that it logged and handled. */
export interface RunningReceiver extends Receiver {
  readonly address: AddressInfo;
  readonly url: string;
  readonly adminUrl: string;
  readonly folder: string;
  readonly inbox: Inbox;
  /** The inbox as the receiver calls it: a test can replace a method. */
  readonly served: { -readonly [Method in keyof Inbox]: Inbox[Method] };
  /** Ends it abruptly, as SIGKILL does, as far as one process can. @returns a folder with the files as they were then. */
  readonly abandon: () => Promise<string>;
  readonly logged: Record<string, unknown>[];
  readonly handled: (Notification & { id: string })[];
}

export interface Options {
  readonly environment?: Record<string, string>;
  readonly inbox?: Inbox;
  readonly timings?: Timings;
  /** Folder of an earlier receiver, to continue with its inbox. */
  readonly folder?: string;
  /** Awaited before a notification is stored. */
  readonly beforeReceive?: () => Promise<void>;
  /** Called with every body that goes into quarantine. */
  readonly onQuarantine?: (rejected: RejectedBody) => void;
  /** Handlers in place of those that only record their calls. */
  readonly handlers?: Handlers;
  /** Rules for requests and security schemes in place of those of the contract. */
  readonly requests?: Readonly<Record<string, RequestRules>>;
  /** Headers that are checked in place of those of the contract. */
  readonly headers?: Readonly<Record<string, readonly HeaderRule[]>>;
  readonly schemes?: Readonly<Record<string, SecurityScheme>>;
  /** Called by every handler. */
  readonly onHandle?: (notification: Notification) => Promise<void> | void;
}

/** Starts a receiver as `main.ts` does, over real HTTP, for one test or (in `beforeAll`) until it is stopped. */
export async function runReceiver(options: Options = {}): Promise<RunningReceiver> {
  const { environment, onHandle, onQuarantine } = options;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'receiver-')));
  const metrics = createMetrics();
  const inbox = options.inbox ?? (await openInbox(folder, metrics));
  const docsPage = join(folder, 'index.html');
  await writeFile(docsPage, '<title>The documentation</title>');
  const consolePage = join(folder, 'console', 'index.html');
  await mkdir(join(folder, 'console', 'assets'), { recursive: true });
  await writeFile(consolePage, '<title>The console</title>');
  await writeFile(join(folder, 'console', 'assets', 'index-1a2b3c.js'), 'export {};');
  const config = readConfig(
    {
      HOST: '127.0.0.1',
      PORT: '0',
      ADMIN_PORT: '0',
      API_KEYS: KEY,
      ADMIN_TOKEN: TOKEN,
      LOG_LEVEL: 'debug',
      ...environment,
    },
    options.schemes,
  );
  const logged: Record<string, unknown>[] = [];
  const handled: RunningReceiver['handled'] = [];
  const handle = async (notification: Notification, { id }: { id: string }) => {
    await onHandle?.(notification);
    handled.push({ ...notification, id });
  };
  const served: RunningReceiver['served'] = {
    ...inbox,
    receive: async (incoming) => {
      await options.beforeReceive?.();
      return inbox.receive(incoming);
    },
    quarantine: (rejected) => {
      onQuarantine?.(rejected);
      return inbox.quarantine(rejected);
    },
  };
  const { stop, address, ...receiver } = await startReceiver({
    config,
    credentials: await loadCredentials(config, folder, options.schemes),
    ...(options.requests && { requests: options.requests }),
    ...(options.headers && { headers: options.headers }),
    adminToken: await loadAdminToken(config, join(folder, 'admin-token')),
    metrics,
    inbox: served,
    handlers: options.handlers ?? handlersFor(handle),
    log: createLog(config.LOG_LEVEL, { write: (line: string) => void logged.push(JSON.parse(line)) }),
    newId: createNewId(systemClock),
    newRequestId: randomUUID,
    clock: systemClock,
    // No wait between attempts.
    random: () => 0,
    docsPage,
    consolePage,
    ...(options.timings && { timings: options.timings }),
  });
  if (!address) throw new Error('the receiver of a test receives');
  return {
    ...receiver,
    address,
    folder,
    inbox,
    served,
    // A killed process leaves what the operating system has of its files. The inbox is closed after the copy, and the rest of
    // the receiver is never stopped.
    async abandon() {
      const left = await mkdtemp(join(tmpdir(), 'receiver-'));
      await cp(folder, left, { recursive: true });
      await inbox.close();
      await rm(folder, { recursive: true, force: true });
      return left;
    },
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
    url: `http://127.0.0.1:${address.port}`,
    adminUrl: `http://127.0.0.1:${receiver.adminAddress.port}`,
    logged,
    handled,
  };
}

/** A receiver for one test. */
export async function withReceiver(options?: Options): Promise<RunningReceiver> {
  const receiver = await runReceiver(options);
  onTestFinished(() => receiver.stop());
  return receiver;
}

/** Sends a body as the platform does; text is sent as it is. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'api-key': KEY, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
}

/** @param folder with the file `inbox.db`, or for a copy of that of an empty inbox: it is open sooner than one that is made. */
async function openInbox(folder: string, { onCommit }: Metrics): Promise<Inbox> {
  const file = join(folder, 'inbox.db');
  emptyInbox ??= makeEmptyInbox();
  if (!existsSync(file))
    for (const { suffix, content } of await emptyInbox)
      await writeFile(file + suffix, content, { mode: 0o600 });
  return openSqliteInbox({ file, ...INBOX, onCommit });
}

const INBOX = { deduplicationWindow: 86_400_000, quarantineCapacity: 100 };

let emptyInbox: ReturnType<typeof makeEmptyInbox> | undefined;

async function makeEmptyInbox() {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const file = join(folder, 'inbox.db');
  await (await openSqliteInbox({ file, ...INBOX })).close();
  const made = await Promise.all(
    ['', '.lock'].map(async (suffix) => ({ suffix, content: await readFile(file + suffix) })),
  );
  await rm(folder, { recursive: true });
  return made;
}
