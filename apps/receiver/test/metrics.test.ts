import { readFile } from 'node:fs/promises';
import { PermanentError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { expect, it, vi } from 'vitest';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, TOKEN, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');

it('the metrics count requests, attempts, observations and what is in the inbox', async () => {
  const receiver = await withReceiver({
    onHandle: ({ eventType }) => {
      if (eventType === 'RE_TOKEN_PRICES') throw new PermanentError('no');
    },
  });
  await post(receiver.url + path, transfer);
  await post(receiver.url + path, transfer);
  await post(receiver.url + path, { ...transfer, status: 'ON_HOLD' });
  await post(receiver.url + path, {});
  await post(receiver.url + path, transfer, { 'api-key': 'wrong' });
  await post(`${receiver.url}/no-such-event`, {});
  await post(receiver.url + registry.RE_TOKEN_PRICES.path, exampleOf('RE_TOKEN_PRICES'));
  const type = 'event_type="TRANSFER_NOTIFICATION"';
  await vi.waitFor(
    async () =>
      expect(await metricsOf(receiver)).toMatchObject({
        [`receiver_requests_total{${type},outcome="accepted",status="200"}`]: 2,
        [`receiver_requests_total{${type},outcome="duplicate",status="200"}`]: 1,
        [`receiver_requests_total{${type},outcome="rejected",status="400"}`]: 1,
        'receiver_requests_total{event_type="none",outcome="rejected",status="401"}': 1,
        'receiver_requests_total{event_type="none",outcome="rejected",status="404"}': 1,
        'receiver_request_duration_seconds_count{outcome="accepted"}': 3,
        [`handler_duration_seconds_count{${type},outcome="handled"}`]: 2,
        'handler_duration_seconds_count{event_type="RE_TOKEN_PRICES",outcome="dead"}': 1,
        [`contract_observations_total{${type},kind="unknown-value"}`]: 1,
        [`inbox_quarantined_total{${type}}`]: 1,
        'inbox_quarantined_total{event_type="none"}': 1,
        [`inbox_repetitions_total{${type},outcome="counted"}`]: 1,
        inbox_unreadable: 0,
        inbox_quarantined: 2,
        'inbox_notifications{state="handled"}': 2,
        'inbox_notifications{state="dead"}': 1,
        'inbox_notifications{state="pending"}': 0,
        'inbox_notifications{state="discarded"}': 0,
        inbox_oldest_pending_age_seconds: 0,
        inbox_commit_notifications_sum: 4,
      }),
    30_000,
  );
  const metrics = await metricsOf(receiver);
  expect(metrics['inbox_commit_duration_seconds_count']).toBeGreaterThanOrEqual(4);
});

it('the age of the oldest pending notification grows', async () => {
  const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
  await post(receiver.url + path, transfer);
  await vi.waitFor(async () => {
    const metrics = await metricsOf(receiver);
    expect(metrics['inbox_oldest_pending_age_seconds']).toBeGreaterThan(0);
    expect(metrics['inbox_notifications{state="pending"}']).toBe(1);
  }, 30_000);
});

it('text of senders never becomes a label', async () => {
  const receiver = await withReceiver();
  for (let n = 0; n < 20; n += 1) await post(`${receiver.url}/path-${n}`, { [`name-${n}`]: n });
  expect(Object.keys(await metricsOf(receiver)).join()).not.toMatch(/path-|name-/);
});

it('docs/operations.md names exactly the metrics that exist', async () => {
  const receiver = await withReceiver();
  const response = await fetch(`${receiver.adminUrl}/metrics`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const names = [...(await response.text()).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);
  const text = await readFile(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const named = [...text.matchAll(/\b(?:receiver|inbox|handler|contract)_\w+/g)].map(([name]) =>
    name.replace(/_bucket$/, ''),
  );
  expect(new Set(named)).toEqual(new Set(names));
});

/** Each series with its value. */
async function metricsOf({ adminUrl }: RunningReceiver): Promise<Record<string, number>> {
  const response = await fetch(`${adminUrl}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(response.headers.get('content-type')).toContain('text/plain; version=');
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}
