import { PermanentError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { expect, it, vi } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, withReceiver } from './running-receiver.ts';

const transfer = exampleOf('TRANSFER_NOTIFICATION');

it('the overview and the activity show what happened, also before the reader came', async () => {
  const receiver = await withReceiver({
    onHandle: ({ eventType }) => {
      if (eventType === 'RE_TOKEN_PRICES') throw new PermanentError('no');
    },
  });
  const client = adminClient(receiver);
  await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, { ...transfer, status: 'ON_HOLD' });
  await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, {});
  await post(`${receiver.url}/no-such-path`, {});
  await post(receiver.url + registry.RE_TOKEN_PRICES.path, exampleOf('RE_TOKEN_PRICES'));
  const happened = { received: 2, handled: 1, dead: 1, failed: 0, quarantined: 2, observed: 1 };
  await vi.waitFor(async () => {
    const { data } = await client.GET('/api/overview');
    expect(data).toMatchObject({
      depth: 0,
      oldestPendingSeconds: 0,
      dead: 1,
      quarantined: 2,
      unreadable: 0,
      observations: 1,
      lastHour: happened,
      lastDay: happened,
      pauses: [],
      handlersEnabled: true,
      contractVersion: contract.info.version,
    });
  }, 30_000);
  for (const period of ['hour', 'day', 'week', 'month'] as const) {
    const { data } = await client.GET('/api/activity', { params: { query: { period } } });
    expect(data?.series.map(({ eventType }) => eventType)).toEqual([
      undefined,
      'RE_TOKEN_PRICES',
      'TRANSFER_NOTIFICATION',
    ]);
    const buckets =
      (Date.parse(data?.to ?? '') - Date.parse(data?.from ?? '')) / 1_000 / (data?.bucketSeconds ?? 1);
    for (const { eventType: _, ...lists } of data?.series ?? [])
      for (const list of Object.values(lists)) expect(list).toHaveLength(buckets);
  }
  const query = { eventType: 'RE_TOKEN_PRICES' };
  const { data } = await client.GET('/api/activity', { params: { query } });
  expect(data?.series).toMatchObject([{ eventType: 'RE_TOKEN_PRICES' }]);
  const wrong = await client.GET('/api/activity', { params: { query: { period: 'year' } } } as never);
  expect(wrong.response.status).toBe(400);
});
