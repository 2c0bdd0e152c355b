import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
import { post, type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

// What docs/handlers.md promises of the read model as a whole, with the handlers that are shipped.

/** The shipped handlers with a read model in a folder of its own. */
async function shipped() {
  const folder = await mkdtemp(join(tmpdir(), 'read-model-'));
  const services = await openServices(folder);
  onTestFinished(async () => {
    await services.close();
    await rm(folder, { recursive: true });
  });
  return {
    handlers: withServices(handlers, services),
    tables: () => tablesOf(join(folder, 'read-model.db')),
  };
}

it('replaying everything rebuilds a deleted read model, row for row', async () => {
  const before = await shipped();
  const first = await runReceiver({ handlers: before.handlers });
  for (const { eventType, body } of EXAMPLES) await post(first.url + registry[eventType].path, body);
  await waitForHandled(first, EXAMPLES.length);
  const folder = await first.abandon();

  const after = await shipped();
  const second = await withReceiver({ folder, handlers: after.handlers });
  expect(after.tables()).not.toEqual(before.tables());
  const { data } = await adminClient(second).POST('/api/notifications/replay', { body: { filter: {} } });
  expect(data?.done).toBe(EXAMPLES.length);
  await waitForHandled(second, EXAMPLES.length);
  expect(after.tables()).toEqual(before.tables());
});

it('a process that ends after the effect of a handler and before it is noted leaves no trace of that', async () => {
  const { handlers: shippedHandlers, tables } = await shipped();
  let effects = 0;
  const first = await runReceiver({
    environment: { HANDLER_CONCURRENCY: String(EVENT_TYPES.length) },
    handlers: everyHandler(shippedHandlers, async (effect) => {
      await effect();
      effects += 1;
      return new Promise(() => {});
    }),
  });
  for (const eventType of EVENT_TYPES) await post(first.url + registry[eventType].path, exampleOf(eventType));
  await vi.waitFor(() => expect(effects).toBe(EVENT_TYPES.length), 30_000);
  const before = tables();
  const folder = await first.abandon();

  let again = 0;
  const second = await withReceiver({
    folder,
    handlers: everyHandler(shippedHandlers, async (effect) => {
      again += 1;
      await effect();
    }),
  });
  await waitForHandled(second, EVENT_TYPES.length);
  expect(again).toBe(EVENT_TYPES.length);
  expect(tables()).toEqual(before);
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

/** All rows of all tables. */
function tablesOf(file: string): Record<string, unknown[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  const names = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
  const tables = names.map(({ name }) => {
    const rows = database.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`);
    rows.setReadBigInts(true);
    return [name, rows.all()];
  });
  database.close();
  return Object.fromEntries(tables);
}
