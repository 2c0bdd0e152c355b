import { registry } from '@partner-webhooks/types';
import { describe, expect, it, vi } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const { transferId: _, ...invalid } = transfer;

describe('a rejected body', () => {
  it('is listed with its reasons and shown as it was sent', async () => {
    const receiver = await withReceiver();
    const client = adminClient(receiver);
    await post(receiver.url + path, invalid);
    await post(`${receiver.url}/no-such-event`, Buffer.from([0xff, 0x7b]));
    const { data } = await client.GET('/api/quarantine');
    expect(data?.items).toEqual([
      expect.objectContaining({
        path: '/no-such-event',
        reasons: [expect.objectContaining({ code: 'path' })],
      }),
      expect.objectContaining({
        path,
        eventType: 'TRANSFER_NOTIFICATION',
        reasons: [expect.objectContaining({ pointer: '/transferId', message: 'is required' })],
      }),
    ]);
    const [binary, text] = await Promise.all(
      (data?.items ?? []).map(({ id }) =>
        client.GET('/api/quarantine/{id}', { params: { path: { id } } }).then((found) => found.data),
      ),
    );
    expect(binary).toMatchObject({ body: '/3s=', bodyEncoding: 'base64', bytes: 2 });
    expect(text).toMatchObject({ body: JSON.stringify(invalid), bodyEncoding: 'utf-8' });
  });

  it('that is still invalid stays when it is replayed, with the reasons of today beside the first ones', async () => {
    const receiver = await withReceiver();
    const client = adminClient(receiver);
    await post(receiver.url + path, invalid);
    const { data } = await client.GET('/api/quarantine');
    const params = { path: { id: data?.items[0]?.id ?? '' } };
    const { data: release } = await client.POST('/api/quarantine/{id}/replay', { params });
    expect(release).toMatchObject({ outcome: 'invalid', reasons: [{ pointer: '/transferId' }] });
    expect((await client.GET('/api/statistics')).data?.quarantined).toBe(1);
    const { data: found } = await client.GET('/api/quarantine/{id}', { params });
    const reasons = [expect.objectContaining({ pointer: '/transferId', message: 'is required' })];
    const revalidation = { at: expect.any(String), eventType: 'TRANSFER_NOTIFICATION', reasons };
    expect(found).toMatchObject({ reasons, revalidations: [revalidation], lastRevalidation: revalidation });
    expect(receiver.handled).toEqual([]);
  });

  it('is removed with a reason, one or by filter', async () => {
    const receiver = await withReceiver();
    const client = adminClient(receiver);
    for (let n = 0; n < 3; n += 1) await post(receiver.url + path, { n });
    const { data } = await client.GET('/api/quarantine');
    const params = { path: { id: data?.items[0]?.id ?? '' } };
    const body = { reason: 'a scanner' };
    expect((await client.POST('/api/quarantine/{id}/discard', { params, body })).response.status).toBe(200);
    expect((await client.POST('/api/quarantine/{id}/discard', { params, body })).response.status).toBe(404);
    expect((await client.GET('/api/quarantine/{id}', { params })).response.status).toBe(404);
    const filter = { eventType: 'TRANSFER_NOTIFICATION' };
    const dryRun = await client.POST('/api/quarantine/discard', { body: { ...body, filter, dryRun: true } });
    expect(dryRun.data).toEqual({ matched: 2, done: 0, receivedTo: expect.any(String) });
    const done = await client.POST('/api/quarantine/discard', { body: { ...body, filter } });
    expect(done.data).toEqual({ matched: 2, done: 2, receivedTo: expect.any(String) });
    expect((await client.GET('/api/statistics')).data?.quarantined).toBe(0);
  });
});

describe('a body that was rejected by an earlier contract', () => {
  /** What an earlier receiver, with an earlier contract, has left in quarantine. */
  async function leftBehind() {
    const receiver = await withReceiver();
    const rejected = (id: string, each: object, at: string = path) =>
      receiver.inbox.quarantine({
        id,
        path: at,
        body: Buffer.from(JSON.stringify(each)),
        reasons: [{ pointer: '', code: 'path', message: 'no event type is received at this path' }],
        receivedAt: new Date(),
      });
    return { receiver, client: adminClient(receiver), rejected };
  }

  it('is received under its id, handled, and gone from quarantine', async () => {
    const { receiver, client, rejected } = await leftBehind();
    const id = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
    await rejected(id, transfer);
    const { data } = await client.POST('/api/quarantine/{id}/replay', { params: { path: { id } } });
    expect(data).toEqual({ outcome: 'received', notificationId: id });
    await vi.waitFor(
      () => expect(receiver.handled).toEqual([expect.objectContaining({ id, payload: transfer })]),
      30_000,
    );
    expect((await client.GET('/api/statistics')).data).toMatchObject({ quarantined: 0 });
  });

  it('counts as a delivery if it has been sent again since', async () => {
    const { receiver, client, rejected } = await leftBehind();
    await post(receiver.url + path, transfer);
    await rejected('019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e', transfer);
    const { data } = await client.POST('/api/quarantine/replay', { body: { filter: {} } });
    expect(data).toEqual({
      matched: 1,
      received: 0,
      duplicates: 1,
      invalid: 0,
      receivedTo: expect.any(String),
    });
    const { data: page } = await client.GET('/api/notifications');
    expect(page?.items).toEqual([expect.objectContaining({ deliveries: 2 })]);
    expect(receiver.handled).toHaveLength(1);
  });

  it('is taken in with all others that have become valid, and a dry run says so first', async () => {
    const { client, rejected } = await leftBehind();
    await rejected('019a9c9e-6b1d-7c52-9c2e-000000000001', transfer);
    await rejected('019a9c9e-6b1d-7c52-9c2e-000000000002', invalid);
    await rejected('019a9c9e-6b1d-7c52-9c2e-000000000003', transfer, '/no-such-event');
    const expected = { matched: 3, received: 1, duplicates: 0, invalid: 2, receivedTo: expect.any(String) };
    const body = { filter: {}, dryRun: true };
    expect((await client.POST('/api/quarantine/replay', { body })).data).toEqual(expected);
    expect((await client.GET('/api/statistics')).data).toMatchObject({ quarantined: 3 });
    expect((await client.POST('/api/quarantine/replay', { body: { filter: {} } })).data).toEqual(expected);
    expect((await client.GET('/api/statistics')).data).toMatchObject({ quarantined: 2 });
  });
});
