import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  type Handlers,
  handlersFor,
  type Inbox,
  openSqliteInbox,
  systemClock,
} from '@partner-webhooks/inbox';
import { loadAdminToken } from '@partner-webhooks/receiver/admin/token.js';
import { readConfig } from '@partner-webhooks/receiver/config.js';
import { createLog } from '@partner-webhooks/receiver/log.js';
import { createMetrics } from '@partner-webhooks/receiver/metrics.js';
import { createNewId } from '@partner-webhooks/receiver/new-id.js';
import { loadCredentials } from '@partner-webhooks/receiver/public/credentials.js';
import { startReceiver } from '@partner-webhooks/receiver/receiver.js';
import { type EventType, registry } from '@partner-webhooks/types';

/** A receiver with the built console, for the tests of a file. */
export interface ConsoleReceiver {
  /** Of the admin listener. */
  readonly origin: string;
  readonly url: string;
  readonly inbox: Inbox;
  /** The handlers of these event types fail, with an error each. */
  readonly failing: Map<string, () => Error>;
  /** How long the replay of a page of notifications takes at least, in milliseconds. */
  replayMs: number;
  /** Sends a body. @returns the status of the response. */
  readonly send: (eventType: EventType, body: object | string) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** The tokens that sign in, by the name of the operator. */
export const TOKENS = { ada: 'token-of-ada-0123456789abcdef', wim: 'token-of-wim-0123456789abcdef' } as const;

const KEY = 'a-key';

/** Starts one, with an operator `ada` and a reader `wim`. */
export async function startConsoleReceiver(): Promise<ConsoleReceiver> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'));
  const tokens = join(folder, 'tokens');
  await writeFile(tokens, `ada operator ${TOKENS.ada}\nwim read-only ${TOKENS.wim}\n`, { mode: 0o600 });
  const config = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    ADMIN_PORT: '0',
    API_KEYS: KEY,
    ADMIN_TOKENS_FILE: tokens,
    LOG_LEVEL: 'fatal',
    HANDLER_MAX_ATTEMPTS: '1',
  });
  const metrics = createMetrics();
  const inbox = await openSqliteInbox({
    file: join(folder, 'inbox.db'),
    deduplicationWindow: config.DEDUPLICATION_WINDOW,
    quarantineCapacity: 1_000,
    clock: systemClock,
    onCommit: metrics.onCommit,
  });
  const failing = new Map<string, () => Error>();
  const handle = async ({ eventType }: { eventType: string }) => {
    const failure = failing.get(eventType);
    if (failure) throw failure();
  };
  const { address, adminAddress, stop } = await startReceiver({
    config,
    credentials: await loadCredentials(config, folder),
    adminToken: await loadAdminToken(config, join(folder, 'admin-token')),
    metrics,
    inbox: {
      ...inbox,
      async replay(ids) {
        await wait(receiver.replayMs);
        return inbox.replay(ids);
      },
    },
    handlers: handlersFor(handle) as Handlers,
    log: createLog(config.LOG_LEVEL),
    newId: createNewId(systemClock),
    newRequestId: randomUUID,
    clock: systemClock,
    docsPage: fileURLToPath(import.meta.resolve('@partner-webhooks/docs/index.html')),
    consolePage: fileURLToPath(import.meta.resolve('@partner-webhooks/console/index.html')),
  });
  const url = `http://127.0.0.1:${address?.port ?? 0}`;
  const receiver: ConsoleReceiver = {
    replayMs: 0,
    origin: `http://127.0.0.1:${adminAddress.port}`,
    url,
    inbox,
    failing,
    async send(eventType, body) {
      const response = await fetch(url + registry[eventType].path, {
        method: 'POST',
        headers: { 'api-key': KEY, 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      await response.body?.cancel();
      return response.status;
    },
    async stop() {
      await stop();
      await inbox.close();
      await rm(folder, { recursive: true });
    },
  };
  return receiver;
}
