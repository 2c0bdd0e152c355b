import { gzipSync } from 'node:zlib';
import type { RejectedBody } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { adminClient } from './admin-client.ts';
import { EXAMPLES, exampleOf } from './contract.ts';
import { errorMessage } from './error-message.ts';
import { post, type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');

let receiver: RunningReceiver;
beforeAll(async () => {
  receiver = await runReceiver();
});
afterAll(() => receiver.stop());

describe('a notification that the contract allows', () => {
  it.each(EXAMPLES)(
    '$eventType, example "$name": is acknowledged and reaches its handler',
    async (example) => {
      const { eventType, body } = example;
      const before = receiver.handled.length;
      const response = await post(receiver.url + registry[eventType].path, body);
      expect([response.status, await response.text()]).toEqual([200, '']);
      await vi.waitFor(() => expect(receiver.handled.length).toBe(before + 1), 30_000);
      expect(receiver.handled.at(-1)).toEqual({
        eventType,
        payload: body,
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      });
    },
  );

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2016-12-31T23:59:60Z'])(
    'is taken with the clock at %s, and handled',
    async (modifiedOn) => {
      const body = { ...transfer, modifiedOn };
      expect((await post(receiver.url + path, body)).status).toBe(200);
      await vi.waitFor(
        () => expect(receiver.handled.map(({ payload }) => payload)).toContainEqual(body),
        30_000,
      );
    },
  );

  it('is taken compressed as well', async () => {
    const body = gzipSync(JSON.stringify(transfer));
    const response = await post(receiver.url + path, body, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(200);
  });

  it.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON'])(
    'is taken with the media type %s',
    async (type) => {
      expect((await post(receiver.url + path, transfer, { 'content-type': type })).status).toBe(200);
    },
  );
});

describe('what the contract does not know yet', () => {
  it('is accepted and appears in the log as observations, by location and kind', async () => {
    const own = await withReceiver();
    const body = { ...transfer, status: 'ON_HOLD', reference: 'secret-reference' };
    const response = await post(own.url + path, body);
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(own.handled).toHaveLength(1), 30_000);
    const observations = own.logged.filter(({ msg }) => msg === 'observation');
    expect(observations).toEqual([
      expect.objectContaining({
        eventType: 'TRANSFER_NOTIFICATION',
        kind: 'unknown-value',
        pointer: '/status',
        id: own.handled[0]?.id,
      }),
      expect.objectContaining({ kind: 'unknown-property', pointer: '' }),
    ]);
    expect(JSON.stringify(own.logged)).not.toMatch(/ON_HOLD|reference/);
    const { data } = await adminClient(own).GET('/api/observations');
    expect(data?.items).toEqual([
      expect.objectContaining({ pointer: '/reference' }),
      expect.objectContaining({ pointer: '/status', value: 'ON_HOLD' }),
    ]);
  });
});

describe('a body that breaks the contract', () => {
  it.each([
    ['a missing property', without(transfer, 'transferId'), '/transferId', 'required'],
    ['a bad UUID', { ...transfer, transferId: 'x' }, '/transferId', 'format'],
    ['a bad date-time', { ...transfer, modifiedOn: '2025-13-01T00:00:00Z' }, '/modifiedOn', 'format'],
    ['a wrong type', { ...transfer, status: 3 }, '/status', 'type'],
    ['no object', [transfer], '', 'type'],
  ])('is rejected for %s, naming the field', async (_what, body, field, code) => {
    const response = await post(receiver.url + path, body);
    expect(response.status).toBe(400);
    expect(await errorMessage(response)).toMatchObject({
      responseType: 'CLIENT_ERROR',
      errorCode: 'INVALID_NOTIFICATION',
      errorDetails: [{ field, errors: [{ code }] }],
    });
  });

  it.each(['2025-01-01T10:00:00+01', '2025-01-01T10:00:00+0100', '2025-01-01 10:00:00Z'])(
    'is rejected for %s, which parsers of date-times interpret differently, and the response says how one is written',
    async (modifiedOn) => {
      const response = await post(receiver.url + path, { ...transfer, modifiedOn });
      expect(response.status).toBe(400);
      const message = 'must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z';
      expect(await errorMessage(response)).toMatchObject({
        errorDetails: [{ field: '/modifiedOn', errors: [{ code: 'format', message }] }],
      });
    },
  );

  it('is rejected for text instead of a number', async () => {
    const body = { ...exampleOf('RE_TOKEN_PRICES'), regularToken: '102.35' };
    const response = await post(receiver.url + registry.RE_TOKEN_PRICES.path, body);
    expect(response.status).toBe(400);
    expect(await errorMessage(response)).toMatchObject({
      errorDetails: [{ field: '/regularToken', errors: [{ code: 'type', parameter: 'number' }] }],
    });
  });

  it.each([
    ['no JSON', '{"transferId": x}'],
    ['JSON that breaks off', '{"transferId": "'],
    ['nothing', ''],
    ['two byte order marks', '\uFEFF\uFEFF{}'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('is rejected for %s, without repeating it', async (_what, body) => {
    const response = await post(receiver.url + path, body);
    expect(response.status).toBe(400);
    const message = await errorMessage(response);
    expect(message).toMatchObject({ errorCode: 'MALFORMED_JSON' });
    if (typeof body === 'string' && body !== '') expect(JSON.stringify(message)).not.toContain(body);
  });

  it('goes into quarantine byte for byte, with its reasons, and so does one for an unknown path', async () => {
    const rejected: RejectedBody[] = [];
    const own = await withReceiver({ onQuarantine: (each) => rejected.push(each) });
    await post(own.url + path, '{"transferId": 1.0');
    await post(own.url + path, { ...transfer, transferId: 'x' });
    await post(`${own.url}/fund-notification`, '{ "fundId": 7.50 }');
    await fetch(own.url + path, { method: 'POST', body: 'from an anonymous client' });
    const stored = rejected.map(({ body, ...rest }) => ({ body: Buffer.from(body).toString(), ...rest }));
    expect(stored).toEqual([
      expect.objectContaining({ body: '{"transferId": 1.0', path, eventType: 'TRANSFER_NOTIFICATION' }),
      expect.objectContaining({
        reasons: [expect.objectContaining({ pointer: '/transferId', code: 'format' })],
      }),
      expect.objectContaining({ body: '{ "fundId": 7.50 }', path: '/fund-notification' }),
    ]);
    expect(stored[2]).not.toHaveProperty('eventType');
    const logged = own.logged.filter(({ quarantined }) => quarantined).map(({ quarantined }) => quarantined);
    expect(logged).toEqual(rejected.map(({ id }) => id));
  });

  it('never reaches a handler', async () => {
    const own = await withReceiver();
    await post(own.url + path, { ...transfer, transferId: 'x' });
    await post(own.url + path, transfer);
    await vi.waitFor(() => expect(own.handled).toHaveLength(1), 30_000);
    expect(own.handled[0]?.payload).toEqual(transfer);
  });

  it('gets a response of limited length, however many mistakes it has', async () => {
    const body = { notificationType: 'CREATED', updatedCustomers: Array.from({ length: 10_000 }, () => 'x') };
    const response = await post(receiver.url + registry.LABELS_UPDATE_NOTIFICATION.path, body);
    expect(response.status).toBe(400);
    expect(await errorMessage(response)).toMatchObject({ message: expect.stringContaining('and 9999 more') });
  });
});

describe('a repeated notification', () => {
  it('is acknowledged and not handled again', async () => {
    const own = await withReceiver();
    for (let n = 0; n < 5; n += 1) expect((await post(own.url + path, transfer)).status).toBe(200);
    await vi.waitFor(() => expect(own.handled).toHaveLength(1), 30_000);
    const completed = own.logged.filter(({ msg }) => msg === 'request completed');
    expect(completed.map(({ duplicate }) => duplicate)).toEqual([undefined, true, true, true, true]);
    expect(new Set(completed.map(({ id }) => id)).size).toBe(1);
  });
});

function without(body: object, name: string): object {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
}
