import { PermanentError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { describe, expect, it, vi } from 'vitest';
import { adminClient, lastId, waitForState } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const about = (n: number, modifiedOn = '2025-01-01T00:00:00Z') => ({
  ...transfer,
  transferId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  modifiedOn,
});

describe('a handler that fails', () => {
  it('three times and then succeeds: all four attempts can be seen, and it can be replayed', async () => {
    let calls = 0;
    const receiver = await withReceiver({
      onHandle: () => {
        calls += 1;
        if (calls <= 3) throw new Error(`not now (${calls})`);
      },
    });
    const client = adminClient(receiver);
    await post(receiver.url + path, transfer);
    const id = await lastId(client);
    const handled = await waitForState(client, id, 'handled');
    expect(handled.attemptHistory.map(({ outcome, error }) => [outcome, error])).toEqual([
      ['failed', 'Error: not now (1)'],
      ['failed', 'Error: not now (2)'],
      ['failed', 'Error: not now (3)'],
      ['handled', undefined],
    ]);

    const { data } = await client.POST('/api/notifications/{id}/replay', { params: { path: { id } } });
    expect(data).toMatchObject({ id, replays: 1 });
    await vi.waitFor(() => expect(receiver.handled.map((each) => each.id)).toEqual([id, id]), 30_000);
    expect(await waitForState(client, id, 'handled')).toMatchObject({ attempts: 1, replays: 1 });
  });

  it('always: it is dead after the configured attempts, its successors go on, and a replay is handled', async () => {
    let broken = true;
    const receiver = await withReceiver({
      environment: { HANDLER_MAX_ATTEMPTS: '3' },
      onHandle: ({ payload }) => {
        if (broken && (payload as typeof transfer)['modifiedOn'] === '2025-01-01T00:00:00Z')
          throw new Error('never');
      },
    });
    const client = adminClient(receiver);
    await post(receiver.url + path, about(1));
    const first = await lastId(client);
    await post(receiver.url + path, about(1, '2025-01-02T00:00:00Z'));
    const second = await lastId(client);

    const dead = await waitForState(client, first, 'dead');
    expect(dead).toMatchObject({ attempts: 3, error: 'Error: never' });
    await waitForState(client, second, 'handled');
    const query = { state: 'dead' } as const;
    expect((await client.GET('/api/notifications', { params: { query } })).data?.items).toHaveLength(1);

    broken = false;
    const body = { filter: { state: 'dead' as const } };
    expect((await client.POST('/api/notifications/replay', { body })).data).toEqual({
      matched: 1,
      done: 1,
      receivedTo: expect.any(String),
    });
    await waitForState(client, first, 'handled');
    expect(receiver.handled.map(({ id }) => id)).toEqual([second, first]);
  });

  it('by hanging: it is aborted at its limit, and handled by the next attempt or a replay', async () => {
    let hanging = true;
    const receiver = await withReceiver({
      environment: { HANDLER_TIMEOUT: '100ms', HANDLER_MAX_ATTEMPTS: '2' },
      onHandle: () => (hanging ? new Promise(() => {}) : undefined),
    });
    const client = adminClient(receiver);
    await post(receiver.url + path, transfer);
    const id = await lastId(client);
    const dead = await waitForState(client, id, 'dead');
    expect(dead.error).toBe('Error: the handler did not end within 100 ms');
    for (const { startedAt, endedAt = '' } of dead.attemptHistory)
      expect(Date.parse(endedAt) - Date.parse(startedAt)).toBeGreaterThanOrEqual(95);
    hanging = false;
    await client.POST('/api/notifications/{id}/replay', { params: { path: { id } } });
    await waitForState(client, id, 'handled');
  });

  it('for good: it is dead at once', async () => {
    const receiver = await withReceiver({
      onHandle: () => {
        throw new PermanentError('no such customer');
      },
    });
    const client = adminClient(receiver);
    await post(receiver.url + path, transfer);
    const dead = await waitForState(client, await lastId(client), 'dead');
    expect(dead).toMatchObject({ attempts: 1, error: 'PermanentError: no such customer' });
  });
});

describe('a notification', () => {
  it('that is being handled can be neither replayed nor discarded', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const receiver = await withReceiver({ onHandle: () => promise });
    const client = adminClient(receiver);
    await post(receiver.url + path, transfer);
    const id = await lastId(client);
    await waitForState(client, id, 'handling');
    const params = { path: { id } };
    const replay = await client.POST('/api/notifications/{id}/replay', { params });
    const discard = await client.POST('/api/notifications/{id}/discard', { params, body: { reason: 'no' } });
    expect([replay.response.status, discard.response.status]).toEqual([409, 409]);
    expect(discard.error).toMatchObject({
      errorCode: 'CONFLICT',
      message: expect.stringContaining('handling'),
    });
    resolve();
    await waitForState(client, id, 'handled');
  });

  it('that is dead can be discarded with a reason, which is stored and logged', async () => {
    const receiver = await withReceiver({
      onHandle: () => {
        throw new PermanentError('no');
      },
    });
    const client = adminClient(receiver);
    await post(receiver.url + path, transfer);
    const id = await lastId(client);
    await waitForState(client, id, 'dead');
    const params = { path: { id } };
    const body = { reason: 'agreed with the platform' };
    const { data } = await client.POST('/api/notifications/{id}/discard', { params, body });
    expect(data).toMatchObject({ state: 'discarded', discarded: { reason: body.reason } });
    expect(receiver.logged).toContainEqual(
      expect.objectContaining({
        msg: 'admin action',
        action: 'discard',
        id,
        ...body,
        requestId: expect.anything(),
      }),
    );
    const { data: statistics } = await client.GET('/api/statistics');
    expect(statistics).toMatchObject({
      dead: 0,
      discarded: 1,
      byEventType: [{ eventType: 'TRANSFER_NOTIFICATION', dead: 0, discarded: 1 }],
    });
    const query = (state: 'dead' | 'discarded') =>
      client.GET('/api/notifications', { params: { query: { state } } });
    expect((await query('discarded')).data?.items.map((item) => item.id)).toEqual([id]);
    expect((await query('dead')).data?.items).toEqual([]);
  });
});

describe('a replay by filter', () => {
  it('a dry run says what would be done; the run does it in the order of arrival and changes nothing else', async () => {
    let broken = true;
    const receiver = await withReceiver({
      environment: { HANDLER_CONCURRENCY: '1', LOG_LEVEL: 'warn' },
      onHandle: ({ eventType }) => {
        if (broken && eventType === 'TRANSFER_NOTIFICATION') throw new PermanentError('no');
      },
    });
    const client = adminClient(receiver);
    const count = 450;
    for (let n = 0; n < count; n += 1) await post(receiver.url + path, about(n));
    await post(receiver.url + registry.RE_TOKEN_PRICES.path, exampleOf('RE_TOKEN_PRICES'));
    await vi.waitFor(async () => {
      const { data } = await client.GET('/api/statistics');
      expect(data).toMatchObject({ dead: count, handled: 1 });
    }, 30_000);

    broken = false;
    receiver.handled.length = 0;
    const filter = { state: 'dead', eventType: 'TRANSFER_NOTIFICATION' } as const;
    const dryRun = await client.POST('/api/notifications/replay', { body: { filter, dryRun: true } });
    expect(dryRun.data).toEqual({ matched: count, done: 0, receivedTo: expect.any(String) });
    const { data } = await client.POST('/api/notifications/replay', { body: { filter } });
    expect(data).toEqual({ matched: count, done: count, receivedTo: expect.any(String) });
    await vi.waitFor(() => expect(receiver.handled).toHaveLength(count), 30_000);
    const ids = receiver.handled.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
  });

  it('without a filter takes everything, and ends although what it replays is handled meanwhile', async () => {
    const receiver = await withReceiver();
    const client = adminClient(receiver);
    for (let n = 0; n < 20; n += 1) await post(receiver.url + path, about(n));
    await vi.waitFor(() => expect(receiver.handled).toHaveLength(20), 30_000);
    const { data } = await client.POST('/api/notifications/replay', { body: { filter: {} } });
    expect(data).toEqual({ matched: 20, done: 20, receivedTo: expect.any(String) });
    await vi.waitFor(() => expect(receiver.handled).toHaveLength(40), 30_000);
  });
});

describe('a discard by filter', () => {
  it('ends what waits, and leaves alone what has been handled', async () => {
    const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
    const client = adminClient(receiver);
    for (let n = 0; n < 3; n += 1) await post(receiver.url + path, about(n));
    const body = { filter: { text: about(1).transferId }, reason: 'a test of the platform' };
    expect((await client.POST('/api/notifications/discard', { body })).data).toEqual({
      matched: 1,
      done: 1,
      receivedTo: expect.any(String),
    });
    expect((await client.GET('/api/statistics')).data).toMatchObject({ pending: 2, discarded: 1, dead: 0 });
  });
});
