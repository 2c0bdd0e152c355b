import { PermanentError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { expect, it, vi } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const filter = { eventType: 'TRANSFER_NOTIFICATION' } as const;

async function fill(receiver: RunningReceiver, count: number): Promise<void> {
  const about = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  await Promise.all(
    Array.from({ length: count }, (_, n) => post(receiver.url + path, { ...transfer, transferId: about(n) })),
  );
}

it('a job replays what matches, shows its progress, and is in the audit log from its start to its end', async () => {
  let isBroken = true;
  const receiver = await withReceiver({
    onHandle: () => {
      if (isBroken) throw new PermanentError('no');
    },
  });
  const client = adminClient(receiver);
  await fill(receiver, 30);
  await vi.waitFor(async () => expect((await client.GET('/api/statistics')).data?.dead).toBe(30), 30_000);
  isBroken = false;
  const dryRun = await client.POST('/api/notifications/replay', { body: { filter, dryRun: true } });
  expect(dryRun.data?.matched).toBe(30);
  const { data: started } = await client.POST('/api/jobs', { body: { action: 'replay', filter } });
  expect(started).toMatchObject({ action: 'replay', filter, operator: 'admin' });
  const params = { path: { id: started?.id ?? '' } };
  await vi.waitFor(async () => {
    const { data } = await client.GET('/api/jobs/{id}', { params });
    expect(data).toMatchObject({ state: 'done', total: 30, matched: 30, done: 30 });
  }, 30_000);
  await vi.waitFor(() => expect(receiver.handled).toHaveLength(30), 30_000);
  const cancelled = await client.POST('/api/jobs/{id}/cancel', { params });
  expect(cancelled.response.status).toBe(409);
  expect((await client.GET('/api/jobs')).data?.items.map(({ id }) => id)).toEqual([started?.id]);
  expect((await client.GET('/api/audit')).data?.items.map(({ action }) => action)).toEqual([
    'replay job ended',
    'replay job started',
  ]);
});

it('one job runs at a time, can be cancelled, and keeps what it has done', async () => {
  const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
  const client = adminClient(receiver);
  await fill(receiver, 20);
  // The job waits where it reads its first page.
  const waiting = Promise.withResolvers<void>();
  const { notifications } = receiver.inbox;
  receiver.served.notifications = async (...args) => {
    await waiting.promise;
    return notifications(...args);
  };
  const body = { action: 'discard', filter, reason: 'a test' } as const;
  const { data: started } = await client.POST('/api/jobs', { body });
  const other = await client.POST('/api/jobs', { body });
  expect([other.response.status, other.error?.message]).toEqual([
    409,
    expect.stringContaining(started?.id ?? ''),
  ]);
  const params = { path: { id: started?.id ?? '' } };
  expect((await client.POST('/api/jobs/{id}/cancel', { params })).response.status).toBe(200);
  waiting.resolve();
  await vi.waitFor(async () => {
    const { data } = await client.GET('/api/jobs/{id}', { params });
    expect(data).toMatchObject({ state: 'cancelled', matched: 0, done: 0 });
  }, 30_000);
  expect((await client.GET('/api/statistics')).data?.discarded).toBe(0);
});

it('a job changes what was counted, and nothing that matches only since', async () => {
  const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
  const client = adminClient(receiver);
  await fill(receiver, 5);
  const state = { ...filter, state: 'pending' } as const;
  const dryRun = await client.POST('/api/notifications/discard', {
    body: { filter: state, reason: 'a test', dryRun: true },
  });
  const { matched = 0, receivedTo = '' } = dryRun.data ?? {};
  expect(matched).toBe(5);
  expect(Date.parse(receivedTo)).toBeGreaterThan(Date.now() - 60_000);
  const counted = (await receiver.inbox.notifications({}, { limit: 9 })).items.map(({ id }) => id);
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(receivedTo)), 30_000);
  await post(receiver.url + path, { ...transfer, transferId: '00000000-0000-4000-8000-000000000099' });
  const body = { action: 'discard', reason: 'a test' } as const;
  const run = async (limit: number, to: object) => {
    const { data } = await client.POST('/api/jobs', {
      body: { ...body, filter: { ...state, ...to }, limit },
    });
    const params = { path: { id: data?.id ?? '' } };
    await vi.waitFor(async () => {
      expect((await client.GET('/api/jobs/{id}', { params })).data?.state).toBe('done');
    }, 30_000);
    return (await client.GET('/api/jobs/{id}', { params })).data;
  };
  expect(await run(4, { receivedTo })).toMatchObject({ total: 4, matched: 4, done: 4, omitted: 1 });
  const last = await run(matched, { receivedTo });
  expect(last).toMatchObject({ total: 1, matched: 1, done: 1 });
  expect(last).not.toHaveProperty('omitted');
  const discarded = (await receiver.inbox.notifications({ state: 'discarded' }, { limit: 9 })).items;
  expect(discarded.map(({ id }) => id)).toEqual(counted);
  expect(await run(0, {})).toMatchObject({ total: 0, matched: 0, done: 0, omitted: 1 });
});

it('a job goes on after an empty page, and its total grows with what matches only since it has counted', async () => {
  const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
  const client = adminClient(receiver);
  await fill(receiver, 5);
  const { notifications } = receiver.inbox;
  let lists = 0;
  receiver.served.notifications = async (searched, page) => {
    // The first candidates of a search may all be others.
    if (page.cursor === undefined) return { items: [], nextCursor: Buffer.from('0').toString('base64url') };
    lists += 1;
    if (lists === 1) return notifications(searched, { ...page, limit: 3 }).then(({ items }) => ({ items }));
    return notifications(searched, { ...page, limit: 2 });
  };
  const { data: started } = await client.POST('/api/jobs', { body: { action: 'replay', filter } });
  const params = { path: { id: started?.id ?? '' } };
  await vi.waitFor(async () => {
    const { data } = await client.GET('/api/jobs/{id}', { params });
    expect(data).toMatchObject({ state: 'done', total: 5, matched: 5, done: 5 });
  }, 30_000);
});

it('a job is interrupted after its page when the receiver stops, and says so in the audit log', async () => {
  const receiver = await runReceiver({ environment: { HANDLERS: 'off' } });
  const client = adminClient(receiver);
  await fill(receiver, 4);
  const { notifications, replay, close } = receiver.inbox;
  receiver.served.notifications = (searched, page) => notifications(searched, { ...page, limit: 2 });
  const acting = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  receiver.served.replay = async (ids) => {
    acting.resolve();
    await waiting.promise;
    return replay(ids);
  };
  let left: object = {};
  receiver.served.close = async () => {
    const [job] = await receiver.inbox.jobs();
    const [last] = (await receiver.inbox.auditLog({}, { limit: 1 })).items;
    left = { job, last };
    await close();
  };
  await client.POST('/api/jobs', { body: { action: 'replay', filter } });
  await acting.promise;
  const stopped = receiver.stop();
  await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 200))]);
  waiting.resolve();
  await stopped;
  expect(left).toMatchObject({
    job: { state: 'interrupted', details: { total: 4, matched: 2, done: 2 } },
    last: { action: 'replay job ended', details: { state: 'interrupted', matched: 2, done: 2 } },
  });
});

it('a job can start as soon as the one before can be seen to have ended', async () => {
  const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
  const client = adminClient(receiver);
  const { audit } = receiver.inbox;
  const waiting = Promise.withResolvers<void>();
  receiver.served.audit = async (entry, keepMs) => {
    if (entry.action.endsWith('ended')) await waiting.promise;
    return audit(entry, keepMs);
  };
  for (let n = 0; n < 2; n += 1) {
    const { data } = await client.POST('/api/jobs', { body: { action: 'replay', filter } });
    const params = { path: { id: data?.id ?? '' } };
    await vi.waitFor(async () => {
      expect((await client.GET('/api/jobs/{id}', { params })).data?.state).toBe('done');
    }, 30_000);
  }
  waiting.resolve();
});

it('a job that has lost its receiver is interrupted, and says how far it came', async () => {
  const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
  const client = adminClient(receiver);
  const id = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
  const details = { action: 'replay', filter, operator: 'alice', total: 9, matched: 5, done: 4 };
  const long = new Date(Date.now() - 31_000);
  await receiver.inbox.saveJob({ id, state: 'running', createdAt: long, updatedAt: long, details });
  const { data } = await client.GET('/api/jobs/{id}', { params: { path: { id } } });
  expect(data).toMatchObject({ state: 'interrupted', operator: 'alice', total: 9, matched: 5, done: 4 });
  const next = await client.POST('/api/jobs', { body: { action: 'replay', filter } });
  expect(next.response.status).toBe(200);
});

it('a discard needs a reason, and an id has to be known', async () => {
  const client = adminClient(await withReceiver({ environment: { HANDLERS: 'off' } }));
  const { response } = await client.POST('/api/jobs', { body: { action: 'discard', filter } });
  expect(response.status).toBe(400);
  const params = { path: { id: '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e' } };
  expect((await client.GET('/api/jobs/{id}', { params })).response.status).toBe(404);
  expect((await client.POST('/api/jobs/{id}/cancel', { params })).response.status).toBe(404);
});
