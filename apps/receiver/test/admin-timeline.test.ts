import { registry } from '@partner-webhooks/types';
import { expect, it, vi } from 'vitest';
import { adminClient, lastId, waitForState } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const subject = '00000000-0000-4000-8000-00000000000a';
const about = (status: string) => ({ ...transfer, transferId: subject, status });

it('the timeline of a subject has its notifications, deliveries, attempts, observations and rejected bodies, in order', async () => {
  let calls = 0;
  const receiver = await withReceiver({
    onHandle: () => {
      calls += 1;
      if (calls === 1) throw new Error('the ledger is down');
    },
  });
  const client = adminClient(receiver);
  await post(receiver.url + path, about('PROCESSING'));
  await waitForState(client, await lastId(client), 'handled');
  await post(receiver.url + path, about('PROCESSING'));
  await post(receiver.url + path, { transferId: subject.toUpperCase() });
  await post(receiver.url + path, {});
  await post(receiver.url + path, transfer);
  await post(receiver.url + path, about('NEVER_HEARD_OF'));
  await vi.waitFor(async () => expect((await client.GET('/api/statistics')).data?.handled).toBe(3), 30_000);

  const query = { eventType: 'TRANSFER_NOTIFICATION', subject };
  const { data } = await client.GET('/api/timeline', { params: { query } });
  expect(data?.isComplete).toBe(true);
  const kinds = data?.items.map(({ kind, attempt }) => (attempt ? `${kind} ${attempt.outcome}` : kind));
  expect(kinds).toEqual([
    'received',
    'attempt failed',
    'attempt handled',
    'delivered',
    'quarantined',
    'received',
    'attempt handled',
  ]);
  expect(data?.items[1]?.attempt?.error).toContain('the ledger is down');
  expect(data?.items[4]?.reasons?.length).toBeGreaterThan(0);
  expect(data?.items[5]?.observations).toEqual([{ pointer: '/status', kind: 'unknown-value' }]);
  const none = { eventType: 'TRANSFER_NOTIFICATION', subject: 'nothing' };
  expect((await client.GET('/api/timeline', { params: { query: none } })).data?.items).toEqual([]);
  const { response } = await client.GET('/api/timeline', { params: { query: { subject } } } as never);
  expect(response.status).toBe(400);
});
