import { EVENT_TYPES, type Notification } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDispatcher, createMemoryInbox, type Handlers, subjectOf } from '../src/index.ts';
import { prices, receipt, transfer } from './notifications.ts';

type Handle = (notification: Notification, id: string) => Promise<void>;

function handlersThat(handle: Handle): Handlers {
  const handler = (notification: Notification, { id }: { id: string }) => handle(notification, id);
  return Object.fromEntries(EVENT_TYPES.map((eventType) => [eventType, handler])) as unknown as Handlers;
}

const log = { info() {}, warn() {}, error() {} };

/** Lets everything run that is waiting for nothing but its turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the dispatcher', () => {
  it('hands each notification to its handler once, in the order of its subject, never two of one subject at a time', async () => {
    const schedules = fc.array(
      fc.record({
        subject: fc.integer({ min: 0, max: 4 }),
        turns: fc.integer({ min: 0, max: 3 }),
        fails: fc.boolean(),
      }),
      { minLength: 1, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(schedules, fc.integer({ min: 1, max: 6 }), async (schedule, concurrency) => {
        const inbox = createMemoryInbox({ capacity: 100 });
        const busy = new Set<string>();
        const handled: string[] = [];
        const { wake, stop } = createDispatcher({
          inbox,
          concurrency,
          logFor: () => log,
          handlers: handlersThat(async (notification, id) => {
            const subject = subjectOf(notification) ?? id;
            expect(busy.has(subject)).toBe(false);
            expect(busy.size).toBeLessThan(concurrency);
            busy.add(subject);
            const { turns = 0, fails = false } = schedule[Number(id)] ?? {};
            for (let n = 0; n < turns; n += 1) await turn();
            busy.delete(subject);
            handled.push(id);
            if (fails) throw new Error('no');
          }),
        });
        for (const [id, { subject, turns }] of schedule.entries()) {
          await inbox.receive(receipt(String(id), subject === 0 ? prices : transfer(subject)));
          wake();
          if (turns === 3) await turn();
        }
        for (let n = 0; n < 1_000 && handled.length < schedule.length; n += 1) await turn();
        await stop();

        expect([...handled].sort()).toEqual(schedule.map((_, id) => String(id)).sort());
        for (const subject of [1, 2, 3, 4]) {
          const order = handled.map(Number).filter((id) => schedule[id]?.subject === subject);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('claims nothing more once it is stopped, and waits for the handlers that run', async () => {
    const inbox = createMemoryInbox({ capacity: 10 });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const handled: string[] = [];
    const { wake, stop } = createDispatcher({
      inbox,
      concurrency: 1,
      logFor: () => log,
      handlers: handlersThat(async (_notification, id) => {
        await released;
        handled.push(id);
      }),
    });
    await inbox.receive(receipt('first', transfer(1)));
    await inbox.receive(receipt('second', transfer(2)));
    wake();
    await turn();
    const stopped = stop();
    release();
    await stopped;
    expect(handled).toEqual(['first']);
    expect(await inbox.claim(10)).toHaveLength(1);
  });
});
