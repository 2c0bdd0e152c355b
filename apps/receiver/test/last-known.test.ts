import { PermanentError } from '@partner-webhooks/inbox';
import type { Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLastKnown, type Known, type RecordContext } from '../src/handlers/read-model/last-known.ts';
import { type HandlerTables, openHandlerTables } from './handler-tables.ts';

const TRANSFER = '0c9e8b7a-1d2f-4a3b-8c4d-5e6f7a8b9c0d';

/** What was received, one a second: a report, with the platform's clock (in seconds) or without, or a rejected update. */
type Story = readonly { readonly at?: number; readonly status?: string }[];

const report = fc.record(
  { at: fc.integer({ min: 0, max: 5 }), status: fc.constantFrom('A', 'B', 'C') },
  { requiredKeys: ['status'] },
);
const rejection = fc.constant({});
const story: fc.Arbitrary<Story> = fc.array(fc.oneof({ weight: 3, arbitrary: report }, rejection), {
  minLength: 1,
  maxLength: 6,
});

let tables: HandlerTables;
beforeAll(async () => {
  tables = await openHandlerTables();
});
afterAll(() => tables?.close());

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

  it('stays when an update is rejected, and the rejection is stored beside it', async () => {
    const known = await handle([{ at: 1, status: 'A' }, {}], [0, 1]);
    expect(known).toMatchObject({ status: 'A', payload: { status: 'A' } });
    expect(known?.rejection).toMatchObject({ notificationType: 'VALIDATION_ERROR' });
  });

  it('is that of the later arrival if the clocks are equal or absent', async () => {
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

  it('is that of a report without a clock, if nothing newer than its arrival is known', async () => {
    const lastKnown = await opened();
    await lastKnown.record(notification({ at: 1, status: 'A' }), receivedAt(1));
    await lastKnown.record(notification({ status: 'B' }), receivedAt(2));
    expect((await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER))?.status).toBe('B');
    await lastKnown.record(notification({ at: 3, status: 'C' }), receivedAt(4));
    expect((await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER))?.status).toBe('C');
  });

  it.each([
    ['a leap second', '2016-12-31T23:59:59.5Z', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['the year 1', '0000-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '0001-01-01T00:00:01Z'],
    ['the year 9999', '9999-12-31T23:59:58Z', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59-01:00'],
    ['letters in lower case', '2025-01-01T10:00:00Z', '2025-01-01t11:30:00+01:00', '2025-01-01T10:30:01z'],
  ])('goes by the clock with %s as well', async (_what, before, clock, after) => {
    const lastKnown = await opened();
    const statuses = [];
    const reported = [
      [clock, 'B'],
      [before, 'A'],
      [after, 'C'],
      [clock, 'B'],
    ] as const;
    for (const [second, [modifiedOn, status]] of reported.entries()) {
      const { eventType, payload } = notification({ status });
      await lastKnown.record(
        { eventType, payload: { ...payload, modifiedOn } } as Notification,
        receivedAt(second),
      );
      statuses.push((await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER))?.status);
    }
    expect(statuses).toEqual(['B', 'B', 'C', 'C']);
  });

  it('is one of a UUID in capitals and in small letters', async () => {
    const lastKnown = await opened();
    const upper = notification({ at: 2, status: 'PROCESSED' });
    const payload = { ...upper.payload, transferId: TRANSFER.toUpperCase() } as Notification['payload'];
    await lastKnown.record({ ...upper, payload } as Notification, receivedAt(2));
    await lastKnown.record(notification({ at: 1, status: 'PENDING' }), receivedAt(3));
    for (const subject of [TRANSFER, TRANSFER.toUpperCase()])
      expect((await lastKnown.of('TRANSFER_NOTIFICATION', subject))?.status).toBe('PROCESSED');
  });

  it('stays what came in between if a notification without a clock is repeated, and a warning is logged', async () => {
    const lastKnown = await opened();
    const warnings: object[] = [];
    const log = { info() {}, error() {}, warn: (fields: object) => warnings.push(fields) };
    const reported = async (second: number, status: string, repeats?: number) => {
      const context = {
        ...receivedAt(second),
        ...(repeats !== undefined && { repeats: receivedAt(repeats).id }),
        log,
      };
      await lastKnown.record(notification({ status }), context);
      return (await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER))?.status;
    };
    expect(await reported(1, 'PENDING')).toBe('PENDING');
    // Nothing came in between: it says the same.
    expect(await reported(2, 'PENDING', 1)).toBe('PENDING');
    expect(warnings).toEqual([]);
    expect(await reported(3, 'EXECUTED')).toBe('EXECUTED');
    expect(await reported(4, 'PENDING', 2)).toBe('EXECUTED');
    expect(warnings).toEqual([{ repeats: receivedAt(2).id }]);
    expect(await reported(5, 'EXECUTED', 3)).toBe('EXECUTED');
    expect(await reported(6, 'SETTLED')).toBe('SETTLED');
  });

  it('is that of a repetition if only a rejected update is known', async () => {
    const lastKnown = await opened();
    await lastKnown.record(notification({}), receivedAt(1));
    await lastKnown.record(notification({ status: 'A' }), { ...receivedAt(2), repeats: 'a removed one' });
    expect((await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER))?.status).toBe('A');
  });

  it('knows nothing of what was never reported', async () => {
    const lastKnown = await opened();
    expect(await lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER)).toBeUndefined();
  });

  it('cannot be recorded if there is no subject, and no further attempt helps', async () => {
    const payload = { regularToken: 1, premiumToken: 2 };
    const recording = (await opened()).record({ eventType: 'RE_TOKEN_PRICES', payload }, receivedAt(0));
    await expect(recording).rejects.toThrow(PermanentError);
  });
});

/** Handles the notifications of a story in an order. @returns the state that is known then. */
async function handle(each: Story, order: readonly number[]): Promise<Known | undefined> {
  const lastKnown = createLastKnown(tables.inbox);
  await tables.carryOut(async (write) => {
    write('DELETE FROM app_last_known');
    for (const n of order) await lastKnown.record(notification(each[n] ?? {}), { ...receivedAt(n), write });
  });
  return lastKnown.of('TRANSFER_NOTIFICATION', TRANSFER);
}

/** The context of what was received in a second; ids are in the order of arrival. */
function receivedAt(second: number) {
  return { id: String(second), receivedAt: new Date(second * 1_000) };
}

/** One that knows nothing, and records each notification in a transaction. */
async function opened() {
  const lastKnown = createLastKnown(tables.inbox);
  await tables.carryOut((write) => write('DELETE FROM app_last_known'));
  return {
    of: lastKnown.of,
    record: (each: Notification, context: Omit<RecordContext, 'write'>) =>
      tables.carryOut((write) => lastKnown.record(each, { ...context, write })),
  };
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

/** By the platform's clock, or the time of arrival if there is none; of two that are as new, the one received later. */
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
