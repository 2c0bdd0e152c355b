import { gzipSync } from 'node:zlib';
import { registry } from '@partner-webhooks/types';
import { describe, expect, it, vi } from 'vitest';
import {
  body,
  expectDelivery,
  JSON_TYPE,
  LENGTH,
  path,
  request,
  shareQuarantine,
  theTransfer,
  withQuarantine,
} from './quarantine.ts';
import { expectHttpError, talk } from './raw-connection.ts';
import { post } from './running-receiver.ts';

const shared = shareQuarantine();

describe('a body is accepted because its meaning is certain: it', () => {
  it.each<[string, Record<string, string>, string | Buffer]>([
    ['a character set in single quotes', { 'content-type': "application/json; charset='utf-8'" }, body],
    ['us-ascii', { 'content-type': 'application/json; charset=us-ascii' }, body],
    ['text/json', { 'content-type': 'text/json' }, body],
    ['x-gzip', { 'content-encoding': 'x-gzip' }, gzipSync(body)],
    ['an empty Content-Encoding', { 'content-encoding': '' }, body],
    ['Content-Encoding: UTF-8', { 'content-encoding': 'UTF-8' }, body],
    ['a byte order mark', {}, `\uFEFF${body}`],
  ])('has %s', async (_what, headers, sent) => {
    const { deliveries } = await theTransfer(shared.receiver);
    expect((await post(shared.receiver.url + path, sent, headers)).status).toBe(200);
    await expectDelivery(shared, deliveries);
    expect(shared.rejected).toEqual([]);
  });

  it('has no Content-Type at all, or the same one twice', async () => {
    const { port } = shared.receiver.address;
    for (const lines of [
      [LENGTH],
      [LENGTH, JSON_TYPE, JSON_TYPE],
      [LENGTH, JSON_TYPE, 'content-type: text/json'],
    ])
      expect((await talk(port, request(lines, body), 1))[0]?.status).toBe(200);
  });

  it('has 7,000 ids in a labels update, with no setting changed', async () => {
    const { receiver } = await withQuarantine();
    const updatedCustomers = Array.from(
      { length: 7_000 },
      (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    );
    const update = { notificationType: 'UPDATED', updatedCustomers };
    expect((await post(receiver.url + registry.LABELS_UPDATE_NOTIFICATION.path, update)).status).toBe(200);
    await vi.waitFor(() => expect(receiver.handled).toHaveLength(1), 30_000);
  });

  it.each([
    '/transfer-notification/',
    '//transfer-notification',
    '/Transfer-Notification',
    '/transfer%2Dnotification',
  ])('was sent to %s', async (at) => {
    const { receiver, rejected } = shared;
    expect(
      (await talk(receiver.address.port, request([LENGTH, JSON_TYPE], body, { at }), 1))[0]?.status,
    ).toBe(200);
    const wrong = (
      await talk(receiver.address.port, request(['Content-Length: 2', JSON_TYPE], '{}', { at }), 1)
    )[0];
    expectHttpError(wrong, 400);
    expect(rejected).toEqual([expect.objectContaining({ path, eventType: 'TRANSFER_NOTIFICATION' })]);
  });
});
