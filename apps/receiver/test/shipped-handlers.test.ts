import { rm } from 'node:fs/promises';
import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { handlers } from '../src/generated/handlers.ts';
import { withServices } from '../src/handlers/handler.ts';
import { openServices } from '../src/handlers/services.ts';
import { adminClient, lastId, waitForState } from './admin-client.ts';
import { examplesOf } from './contract.ts';
import { openHandlerTables } from './handler-tables.ts';
import { post, runReceiver } from './running-receiver.ts';

/** A receiver with the handlers and services that are shipped, until it is stopped. */
async function receiverAsShipped() {
  const { inbox, folder } = await openHandlerTables();
  const log = { info() {} };
  const services = await openServices({ inbox, folder, log, areHandlersOn: true, onFailure() {} });
  const receiver = await runReceiver({ inbox, handlers: withServices(handlers, services) });
  const stop = async () => {
    await receiver.stop();
    await services.close();
    await rm(folder, { recursive: true });
  };
  return { receiver, services, client: adminClient(receiver), stop };
}

type AsShipped = Awaited<ReturnType<typeof receiverAsShipped>>;

const entries: readonly RegistryEntry[] = EVENT_TYPES.map((eventType) => registry[eventType]);

describe('the handlers that are shipped', () => {
  // One for each test of each event type: nothing that they send is a duplicate.
  const shared: AsShipped[] = [];
  beforeAll(async () => {
    shared.push(await receiverAsShipped(), await receiverAsShipped());
  });
  afterAll(async () => {
    for (const { stop } of shared) await stop();
  });
  const sharedBy = (test: number) => shared[test] as AsShipped;

  it.each(entries)(
    '$eventType: every example is handled at the first attempt',
    async ({ eventType, path }) => {
      const { receiver, client } = sharedBy(0);
      for (const example of examplesOf(eventType)) {
        await post(receiver.url + path, example);
        expect(await waitForState(client, await lastId(client), 'handled')).toMatchObject({ attempts: 1 });
      }
    },
  );

  it.each(entries.filter(({ subject }) => subject !== undefined))(
    '$eventType: the last known state of the subject is that of its example, after a replay too',
    async ({ eventType, path, subject = '' }) => {
      const { receiver, services, client } = sharedBy(1);
      const [example = {}] = examplesOf(eventType);
      await post(receiver.url + path, example);
      const id = await lastId(client);
      await waitForState(client, id, 'handled');
      const known = await services.lastKnown.of(eventType, String(example[subject]));
      expect(known?.payload).toEqual(example);
      expect(known?.status).toBe(example['status']);

      await client.POST('/api/notifications/{id}/replay', { params: { path: { id } } });
      await waitForState(client, id, 'handled');
      expect(await services.lastKnown.of(eventType, String(example[subject]))).toEqual(known);
    },
  );

  it('token prices are written once for each notification, though it is handled twice', async () => {
    const { receiver, services, client, stop } = await receiverAsShipped();
    onTestFinished(stop);
    const { path } = registry.RE_TOKEN_PRICES;
    await post(receiver.url + path, { regularToken: 1.5, premiumToken: 2 });
    const first = await lastId(client);
    await waitForState(client, first, 'handled');
    await post(receiver.url + path, { regularToken: 1.6, premiumToken: 2 });
    await waitForState(client, await lastId(client), 'handled');
    await client.POST('/api/notifications/{id}/replay', { params: { path: { id: first } } });
    await waitForState(client, first, 'handled');
    expect(await services.tokenPrices.latest()).toEqual({ regularToken: 1.6, premiumToken: 2 });
  });
});
