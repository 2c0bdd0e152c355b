import type { RejectedBody } from '@partner-webhooks/inbox';
import { describe, expect, it, vi } from 'vitest';
import { body, path, replayLast, transfer, withQuarantine } from './quarantine.ts';
import { post } from './running-receiver.ts';

describe('a body that was sent to an unknown path', () => {
  const unknown = async () => {
    const own = await withQuarantine();
    expect((await post(`${own.receiver.url}/webhooks/transfers`, transfer)).status).toBe(404);
    return own;
  };

  it('is validated as the event type that the operator names, and received', async () => {
    const own = await unknown();
    expect(own.rejected[0]).not.toHaveProperty('eventType');
    expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'path' }] });
    expect(await replayLast(own, 'RE_TOKEN_PRICES')).toMatchObject({ outcome: 'invalid' });
    const params = { path: { id: own.rejected[0]?.id ?? '' } };
    const { data } = await own.client.GET('/api/quarantine/{id}', { params });
    expect(data?.reasons).toEqual([expect.objectContaining({ code: 'path' })]);
    expect(data?.revalidations.map(({ eventType }) => eventType)).toEqual([undefined, 'RE_TOKEN_PRICES']);
    expect(data?.lastRevalidation).toEqual(data?.revalidations[1]);
    expect(await replayLast(own, 'TRANSFER_NOTIFICATION')).toMatchObject({ outcome: 'received' });
    await vi.waitFor(
      () => expect(own.receiver.handled).toEqual([expect.objectContaining({ payload: transfer })]),
      30_000,
    );
  });

  it('is received with all others of that path, and a dry run leaves no trace', async () => {
    const { client, receiver } = await unknown();
    await post(`${receiver.url}/webhooks/other`, transfer);
    const ask = (dryRun: boolean) =>
      client.POST('/api/quarantine/replay', {
        body: { filter: { path: '/webhooks/transfers' }, eventType: 'TRANSFER_NOTIFICATION', dryRun },
      });
    const expected = { matched: 1, received: 1, duplicates: 0, invalid: 0, receivedTo: expect.any(String) };
    expect((await ask(true)).data).toEqual(expected);
    expect((await client.GET('/api/quarantine')).data?.items).toHaveLength(2);
    expect((await ask(false)).data).toEqual(expected);
    const { data } = await client.GET('/api/quarantine', { params: { query: { path: '/webhooks/other' } } });
    expect(data?.items).toEqual([expect.objectContaining({ path: '/webhooks/other' })]);
    expect(data?.items[0]).not.toHaveProperty('lastRevalidation');
  });

  it('is in the audit log with the notification that it duplicates', async () => {
    const own = await unknown();
    await post(own.receiver.url + path, transfer);
    const replayed = await replayLast(own, 'TRANSFER_NOTIFICATION');
    const { data } = await own.client.GET('/api/audit');
    const id = own.rejected[0]?.id;
    const { notificationId } = replayed ?? {};
    expect(notificationId).not.toBe(id);
    expect(data?.items).toMatchObject([{ details: { id, outcome: 'duplicate', notificationId } }]);
  });

  it('is not validated as an event type that the contract does not have', async () => {
    const { client, rejected } = await unknown();
    for (const eventType of ['', 'NO_SUCH_TYPE', 'transfer_notification', '__proto__']) {
      const params = { path: { id: rejected[0]?.id ?? '' } };
      const one = await client.POST('/api/quarantine/{id}/replay', { params, body: { eventType } });
      const all = await client.POST('/api/quarantine/replay', { body: { filter: {}, eventType } });
      expect([one.response.status, all.response.status]).toEqual([400, 400]);
    }
  });

  it('is validated without an event type if the request has no body at all', async () => {
    const { client, rejected } = await unknown();
    const params = { path: { id: rejected[0]?.id ?? '' } };
    const { data } = await client.POST('/api/quarantine/{id}/replay', { params });
    expect(data).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'path' }] });
  });
});

describe('a body of an event type that the contract no longer has', () => {
  it('says so at a replay, and can be validated as another', async () => {
    const own = await withQuarantine();
    const id = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
    const eventType = 'FUND_NOTIFICATION' as 'TRANSFER_NOTIFICATION';
    const rejected: RejectedBody = {
      id,
      path,
      eventType,
      body: Buffer.from(body),
      reasons: [],
      receivedAt: new Date(0),
    };
    await own.receiver.inbox.quarantine(rejected);
    own.rejected.push(rejected);
    expect(await replayLast(own)).toMatchObject({ outcome: 'invalid', reasons: [{ code: 'event-type' }] });
    expect(await replayLast(own, 'TRANSFER_NOTIFICATION')).toMatchObject({ outcome: 'received' });
  });
});
