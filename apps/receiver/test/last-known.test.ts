import { join } from 'node:path';
import { type Database, openDatabase, PermanentError } from '@partner-webhooks/inbox';
import type { Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Known, openLastKnown } from '../src/read-model/last-known.ts';
import { temporaryFolder } from './temporary-folder.ts';

const TRANSFER = '0c9e8b7a-1d2f-4a3b-8c4d-5e6f7a8b9c0d';

/** What was received, one a second: a report, with the platform's clock (in seconds) or without, or a refused update. */
type Story = readonly { readonly at?: number; readonly status?: string }[];

const report = fc.record(
  { at: fc.integer({ min: 0, max: 5 }), status: fc.constantFrom('A', 'B', 'C') },
  { requiredKeys: ['status'] },
);
const refusal = fc.constant({});
const story: fc.Arbitrary<Story> = fc.array(fc.oneof({ weight: 3, arbitrary: report }, refusal), {
  minLength: 1,
  maxLength: 6,
});

let database: Database;
beforeAll(async () => {
  database = await openDatabase(':memory:');
});
afterAll(() => database.close());

describe('the last known state', () => {
  it('is the same whatever the order in which notifications are handled, and however often each', async () => {
    await fc.assert(
      fc.asyncProperty(
        story.chain((each) => fc.tuple(fc.constant(each), repeatedInAnyOrder(each.length))),
        async ([each, order]) => {
          const inOrder = await handle(each, [...each.keys()]);
          expect(await handle(each, order)).toEqual(inOrder);
          expect(inOrder?.status).toBe(newest(each)?.status);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is kept when an update is refused, and the refusal beside it', async () => {
    const known = await handle([{ at: 1, status: 'A' }, {}], [0, 1]);
    expect(known).toMatchObject({ status: 'A', payload: { status: 'A' } });
    expect(known?.refusal).toMatchObject({ notificationType: 'VALIDATION_ERROR' });
  });

  it('is that of the later receipt where the clock says the same or there is none', async () => {
    expect(
      (
        await handle(
          [
            { at: 1, status: 'A' },
            { at: 1, status: 'B' },
          ],
          [1, 0],
        )
      )?.status,
    ).toBe('B');
  });

  it.each([
    ['leaves its clock out', undefined],
    ['has one that cannot be read', '2016-12-31T23:59:60Z'],
    ['has one that stands for none', '0001-01-01T00:00:00Z'],
  ])(
    'is that of a report which %s, where nothing newer is known than its receipt',
    async (_what, modifiedOn) => {
      const lastKnown = await opened();
      const clockless = notification({ status: 'B' });
      const payload = { ...clockless.payload, ...(modifiedOn && { modifiedOn }) };
      await lastKnown.record(notification({ at: 1, status: 'A' }), receivedAt(1));
      await lastKnown.record({ ...clockless, payload } as Notification, receivedAt(2));
      expect((await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER))?.status).toBe('B');
      await lastKnown.record(notification({ at: 3, status: 'C' }), receivedAt(4));
      expect((await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER))?.status).toBe('C');
    },
  );

  it('knows nothing of what was never reported', async () => {
    const lastKnown = await opened();
    expect(await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER)).toBeUndefined();
  });

  it('cannot be recorded where there is no subject, and no further attempt helps', async () => {
    const payload = { regularToken: 1, premiumToken: 2 };
    const recording = (await opened()).record({ eventType: 'RE_TOKEN_PRICES', payload }, receivedAt(0));
    await expect(recording).rejects.toThrow(PermanentError);
  });

  it('outlives the process', async () => {
    const file = join(await temporaryFolder(), 'read-model.db');
    const first = await openDatabase(file);
    await (await openLastKnown(first)).record(notification({ at: 1, status: 'A' }), receivedAt(0));
    await first.close();
    const second = await openDatabase(file);
    const known = await (await openLastKnown(second)).of('TRANSFER_NOTIFICATION', TRANSFER);
    expect(known?.status).toBe('A');
    await second.close();
  });
});

/** Handles the notifications of a story in an order, and tells what is known then. */
async function handle(each: Story, order: readonly number[]): Promise<Known | undefined> {
  const lastKnown = await opened();
  for (const n of order) await lastKnown.record(notification(each[n] ?? {}), receivedAt(n));
  return lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER);
}

/** The context of what was received in a second; ids are in the order of receipt. */
function receivedAt(second: number) {
  return { id: String(second), receivedAt: new Date(second * 1_000) };
}

/** One that knows nothing. */
async function opened() {
  const lastKnown = await openLastKnown(database);
  await database.run('DELETE FROM last_known');
  return lastKnown;
}

function notification({ at, status }: Story[number]): Notification {
  const payload = {
    transferId: TRANSFER,
    customerId: TRANSFER,
    customerProductId: TRANSFER,
    notificationType: status === undefined ? 'VALIDATION_ERROR' : 'UPDATED',
    ...(at !== undefined && { modifiedOn: new Date(at * 1_000).toISOString() }),
    ...(status !== undefined && { status }),
  };
  return { eventType: 'TRANSFER_NOTIFICATION', payload };
}

/** By the platform's clock, or the time of receipt where there is none; of two that are as new, the one received later. */
function newest(each: Story): Story[number] | undefined {
  return each
    .map((report, second) => ({ ...report, time: report.at ?? second }))
    .filter(({ status }) => status !== undefined)
    .toSorted((a, b) => a.time - b.time)
    .at(-1);
}

/** Every one at least once, some more often, in any order. */
function repeatedInAnyOrder(length: number): fc.Arbitrary<number[]> {
  const all = [...Array(length).keys()];
  return fc
    .array(fc.nat(length - 1), { maxLength: 4 })
    .chain((more) => fc.shuffledSubarray([...all, ...more], { minLength: length + more.length }));
}
