import { createDatabase } from '@partner-webhooks/test-postgres';
import { expect, it, onTestFinished } from 'vitest';
import { openServices } from '../src/handlers/services.ts';
import { openHandlerTables } from './handler-tables.ts';

it('the shipped read model is the same on PostgreSQL: newest states, repetitions, long lists, prices, and any text', async () => {
  const {
    inbox,
    folder: services,
    carryOut,
    close,
  } = await openHandlerTables({
    DATABASE_URL: (await createDatabase()).url,
  });
  onTestFinished(close);
  const warnings: object[] = [];
  const log = { info() {}, error() {}, warn: (fields: object) => void warnings.push(fields) };
  const { lastKnown, labelUpdates, tokenPrices } = await openServices({
    inbox,
    folder: services,
    log,
    areHandlersOn: true,
    onFailure() {},
  });
  const subject = '6F9619FF-8B86-D011-B42D-00C04FC964FF';
  const reported = async (second: number, status: string, repeats?: number) => {
    const payload = {
      orderId: subject,
      customerProductId: 'x',
      externalId: 'y',
      notificationType: 'UPDATED',
      status,
    };
    const context = { id: String(second), receivedAt: new Date(second * 1_000), log };
    await carryOut((write) =>
      lastKnown.record(
        { eventType: 'TRADITIONAL_ASSET_ORDER_NOTIFICATION', payload },
        { ...context, write, ...(repeats !== undefined && { repeats: String(repeats) }) },
      ),
    );
    return (await lastKnown.of('TRADITIONAL_ASSET_ORDER_NOTIFICATION', subject.toLowerCase()))?.status;
  };
  expect(await reported(2, 'PENDING')).toBe('PENDING');
  expect(await reported(1, 'older')).toBe('PENDING');
  expect(await reported(3, 'PENDING', 2)).toBe('PENDING');
  expect(warnings).toEqual([]);
  expect(await reported(4, 'EXECUTED')).toBe('EXECUTED');
  expect(await reported(5, 'PENDING', 3)).toBe('EXECUTED');
  expect(warnings).toEqual([{ repeats: '3' }]);
  expect(await reported(6, 'a\u0000b')).toBe('a\ufffdb');

  const customers = Array.from({ length: 1_000 }, (_, n) => `customer ${n}`);
  for (const second of [2, 1])
    await carryOut((write) =>
      labelUpdates.record(customers, { receivedAt: new Date(second * 1_000), write }),
    );
  expect(await labelUpdates.of('customer 999')).toEqual(new Date(2_000));

  for (const id of ['n1', 'n1'])
    await carryOut((write) =>
      tokenPrices.record({ regularToken: 1.5, premiumToken: 2 }, { id, receivedAt: new Date(0), write }),
    );
  expect(await tokenPrices.latest()).toEqual({ regularToken: 1.5, premiumToken: 2 });
  expect(await inbox.read('SELECT count(*) AS count FROM app_token_price', [])).toEqual([{ count: 1 }]);
});
