import { PermanentError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { expect, it, vi } from 'vitest';
import { adminClient, lastId, waitForState } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, TOKEN, withReceiver } from './running-receiver.ts';

const PAUSE = '/api/event-types/{eventType}/pause';
const RESUME = '/api/event-types/{eventType}/resume';
const transferPath = { path: { eventType: 'TRANSFER_NOTIFICATION' } };

it('a paused event type is received and not handled, wherever it comes from, and everything says so', async () => {
  const receiver = await withReceiver({
    onHandle: ({ eventType }) => {
      if (eventType === 'TRANSFER_NOTIFICATION') throw new PermanentError('no');
    },
  });
  const client = adminClient(receiver);
  await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, exampleOf('TRANSFER_NOTIFICATION'));
  const dead = await lastId(client);
  await waitForState(client, dead, 'dead');

  const body = { reason: 'the ledger is down' };
  const paused = await client.POST(PAUSE, { params: transferPath, body });
  expect(paused.data).toMatchObject({ eventType: 'TRANSFER_NOTIFICATION', reason: 'the ledger is down' });
  await client.POST('/api/notifications/{id}/replay', { params: { path: { id: dead } } });
  await post(receiver.url + registry.RE_TOKEN_PRICES.path, exampleOf('RE_TOKEN_PRICES'));
  await vi.waitFor(() => expect(receiver.handled).toHaveLength(1), 30_000);
  expect(receiver.handled[0]?.eventType).toBe('RE_TOKEN_PRICES');

  const params = { path: { id: dead } };
  const { data: details } = await client.GET('/api/notifications/{id}', { params });
  expect(details).toMatchObject({ state: 'pending', pause: paused.data });
  expect((await client.GET('/api/statistics')).data?.pauses).toEqual([paused.data]);
  const handlers = (await client.GET('/api/handlers')).data?.eventTypes;
  expect(handlers?.flatMap(({ pause }) => pause ?? [])).toEqual([paused.data]);
  const metrics = await fetch(`${receiver.adminUrl}/metrics`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(await metrics.text()).toContain('inbox_paused{event_type="TRANSFER_NOTIFICATION"} 1');

  expect((await client.POST(RESUME, { params: transferPath })).data?.wasPaused).toBe(true);
  expect((await waitForState(client, dead, 'dead')).pause).toBeUndefined();
  expect((await client.POST(RESUME, { params: transferPath })).data?.wasPaused).toBe(false);
});

it('an event type that is not in the contract cannot be paused or resumed', async () => {
  const client = adminClient(await withReceiver());
  const params = { path: { eventType: 'NO_SUCH_EVENT' } };
  for (const path of [PAUSE, RESUME] as const) {
    const { error, response } = await client.POST(path, { params, body: {} } as never);
    expect([response.status, (error as { errorCode?: string } | undefined)?.errorCode]).toEqual([
      404,
      'NOT_FOUND',
    ]);
  }
});
