import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startReceiver } from './copied-receiver.ts';
import { type Copy, copyRepository } from './copy.ts';
import { addFundWebhook, FUND, writeFundHandler } from './fund-webhook.ts';

// The platform goes live with an event type that the partner has not heard of. Nothing of it is lost.

let copy: Copy;
beforeAll(async () => {
  copy = await copyRepository();
});
afterAll(() => copy?.remove());

it('what an earlier contract rejected is received, handled and removed from quarantine by a replay', async () => {
  const earlier = await startReceiver(copy);
  expect(await earlier.post('/fund-notification', FUND)).toBe(404);
  expect(await earlier.post('/fund-notification', { ...FUND, fundId: 1 })).toBe(404);
  expect(await earlier.ask('POST', '/api/quarantine/replay', { filter: {} })).toMatchObject({ invalid: 2 });
  await earlier.stop();

  await addFundWebhook(copy);
  const { code, output } = await copy.run('turbo', ['run', 'generate']);
  expect(code, output).toBe(0);
  await writeFundHandler(copy);

  const later = await startReceiver(copy);
  expect(await later.ask('POST', '/api/quarantine/replay', { filter: {} })).toEqual({
    matched: 2,
    received: 1,
    duplicates: 0,
    invalid: 1,
  });
  await vi.waitFor(async () => {
    expect(await later.ask('GET', '/api/notifications')).toMatchObject({
      items: [{ eventType: 'FUND_NOTIFICATION', subject: FUND.fundId, state: 'handled' }],
    });
  }, 30_000);
  expect(await later.ask('GET', '/api/quarantine')).toMatchObject({
    items: [
      {
        path: '/fund-notification',
        reasons: [{ code: 'path' }],
        lastRevalidation: { eventType: 'FUND_NOTIFICATION', reasons: [{ pointer: '/fundId', code: 'type' }] },
      },
    ],
  });
  await later.stop();
}, 120_000);
