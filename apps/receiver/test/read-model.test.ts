import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Handler, type Handlers, handlersFor } from '@partner-webhooks/inbox';
import { EVENT_TYPES, type EventType, registry } from '@partner-webhooks/types';
import { expect, it, onTestFinished, vi } from 'vitest';
import { handlers } from '../src/generated/handlers.ts';
import { withServices } from '../src/handlers/handler.ts';
import { openServices } from '../src/handlers/services.ts';
import { adminClient } from './admin-client.ts';
import { EXAMPLES, exampleOf } from './contract.ts';
import { openHandlerTables } from './handler-tables.ts';
import { post, type RunningReceiver, runReceiver } from './running-receiver.ts';
import { temporaryFolder } from './temporary-folder.ts';

// What docs/handlers.md promises of the read model as a whole, with the handlers that are shipped.

interface Shipped extends RunningReceiver {
  /** All rows of all tables of the handlers. */
  readonly tables: () => Record<string, unknown[]>;
  /** Ends it as SIGKILL does, as far as one process can. @returns the settings for a receiver that goes on. */
  readonly abandonTables: () => Promise<Record<string, string>>;
}

/** A receiver with the shipped handlers. @param change calls each of them in its own way. */
async function shipped(
  settings: Record<string, string> = {},
  change: (all: Handlers) => Handlers = (all) => all,
): Promise<Shipped> {
  const { inbox, folder } = await openHandlerTables(settings);
  const services = await openServices({
    inbox,
    folder,
    log: { info() {} },
    areHandlersOn: true,
    onFailure() {},
  });
  const receiver = await runReceiver({
    inbox,
    environment: { HANDLER_CONCURRENCY: String(EVENT_TYPES.length) },
    handlers: change(withServices(handlers, services)),
  });
  let isAbandoned = false;
  onTestFinished(async () => {
    if (!isAbandoned) await receiver.stop();
    await rm(folder, { recursive: true });
  });
  const file = settings['DATABASE_URL']?.slice('file:'.length) ?? join(folder, 'inbox.db');
  return {
    ...receiver,
    tables: () => tablesOf(file),
    async abandonTables() {
      const left = join(await temporaryFolder(), 'inbox.db');
      for (const each of ['', '-wal']) await cp(file + each, left + each);
      isAbandoned = true;
      await inbox.close();
      await rm(receiver.folder, { recursive: true });
      return { DATABASE_URL: `file:${left}` };
    },
  };
}

it('replaying everything rebuilds an emptied read model, row for row', async () => {
  const receiver = await shipped();
  for (const { eventType, body } of EXAMPLES) await post(receiver.url + registry[eventType].path, body);
  await waitForHandled(receiver, EXAMPLES.length);
  const before = receiver.tables();
  const { prepareWrite, write } = receiver.inbox;
  await write(TABLES.map((table) => prepareWrite(`DELETE FROM ${table}`, [])));
  expect(receiver.tables()).not.toEqual(before);
  const { data } = await adminClient(receiver).POST('/api/notifications/replay', { body: { filter: {} } });
  expect(data?.done).toBe(EXAMPLES.length);
  await waitForHandled(receiver, EXAMPLES.length);
  expect(receiver.tables()).toEqual(before);
});

it('a process that ends after a handler has written and before it has returned leaves nothing written, and the next one writes it', async () => {
  let running = 0;
  const first = await shipped({}, (all) =>
    everyHandler(all, async (effect) => {
      await effect();
      running += 1;
      return new Promise(() => {});
    }),
  );
  const empty = first.tables();
  for (const eventType of EVENT_TYPES) await post(first.url + registry[eventType].path, exampleOf(eventType));
  await vi.waitFor(() => expect(running).toBe(EVENT_TYPES.length), 30_000);
  expect(first.tables()).toEqual(empty);

  let again = 0;
  const second = await shipped(await first.abandonTables(), (all) =>
    everyHandler(all, async (effect) => {
      again += 1;
      await effect();
    }),
  );
  await waitForHandled(second, EVENT_TYPES.length);
  expect(again).toBe(EVENT_TYPES.length);
  for (const [, rows] of Object.entries(second.tables())) expect(rows).not.toEqual([]);
});

/** The same handlers, each called by way of another function. */
function everyHandler(all: Handlers, call: (effect: () => Promise<void>) => Promise<void>): Handlers {
  return handlersFor((notification, context) => {
    const handler = all[notification.eventType] as Handler<EventType>;
    return call(() => handler(notification, context));
  });
}

function waitForHandled({ inbox }: RunningReceiver, count: number): Promise<void> {
  return vi.waitFor(
    async () => expect(await inbox.statistics()).toMatchObject({ handled: count, pending: 0, handling: 0 }),
    { timeout: 30_000 },
  );
}

const TABLES = ['app_last_known', 'app_label_update', 'app_token_price'];

function tablesOf(file: string): Record<string, unknown[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = TABLES.map((name) => {
    const rows = database.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`);
    rows.setReadBigInts(true);
    return [name, rows.all()];
  });
  database.close();
  return Object.fromEntries(tables);
}
