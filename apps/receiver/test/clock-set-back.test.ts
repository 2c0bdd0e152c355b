import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { programFolder, type StartedProgram } from './started-program.ts';
import { knownStatus } from './stored-rows.ts';

const CLOCK = new URL('settable-clock.ts', import.meta.url).href;
const HOUR_MS = 3_600_000;
const ORDER = 'f4b92e60-7a1d-4583-9cf6-20d8e5a3b71c';

// Only the order of arrival distinguishes an old one from a new one.
const order = (status: string) => ({
  orderId: ORDER,
  customerProductId: ORDER,
  externalId: 'order-1',
  status,
  notificationType: 'UPDATED',
});

interface Listed {
  readonly items: { readonly id: string; readonly state: string; readonly receivedAt: string }[];
}

it('notifications keep their order when the clock is set back, while the receiver runs and before it starts again', async () => {
  const { folder, start } = await programFolder();
  const setClock = (milliseconds: number) => writeFile(join(folder, 'clock'), String(milliseconds));
  const known = () => knownStatus(join(folder, 'data/inbox.db'), ORDER);
  const handled = async (receiver: StartedProgram, status: string) => {
    expect(await receiver.post('/traditional-asset-order-notification', order(status))).toBe(200);
    await vi.waitFor(() => expect(known()).toBe(status), 30_000);
  };

  await setClock(0);
  const first = start({}, [CLOCK]);
  await first.started();
  await handled(first, 'PENDING');
  await setClock(-HOUR_MS);
  await handled(first, 'EXECUTED');
  await setClock(2 * HOUR_MS);
  await handled(first, 'PARTIALLY_FILLED');
  expect(await first.stop()).toBe(0);

  // The file is now from the future.
  await setClock(-24 * HOUR_MS);
  const second = start({}, [CLOCK]);
  await second.started();
  await handled(second, 'FILLED');
  // Rejected, and so with its time of arrival in quarantine.
  expect(await second.post('/traditional-asset-order-notification', { status: 'FILLED' })).toBe(400);
  expect(await second.stop()).toBe(0);

  const third = start({}, [CLOCK]);
  await third.started();
  await handled(third, 'SETTLED');
  const { items } = (await third.ask('/api/notifications?order=oldest')) as Listed;
  expect(items.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'handled'));
  const ids = items.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted());
  const times = items.map(({ receivedAt }) => receivedAt);
  expect(times).toEqual(times.toSorted());
  // What is done to all finds all.
  expect(await third.ask('/api/notifications/replay', { filter: {}, dryRun: true })).toMatchObject({
    matched: 5,
  });
  expect(await third.ask('/api/quarantine/replay', { filter: {}, dryRun: true })).toMatchObject({
    matched: 1,
  });
  expect(await third.stop()).toBe(0);
});
