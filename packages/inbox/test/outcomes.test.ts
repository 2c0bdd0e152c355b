import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DispatcherOptions, InboxUnavailableError, PermanentError } from '../src/index.ts';
import { HOSTILE } from './hostile.ts';
import { incoming, transfer } from './notifications.ts';
import { runDispatcher, runReady } from './running-dispatcher.ts';
import { type OpenStore, STORES } from './stores.ts';

// Every attempt has an outcome even if its handler, the log, a listener or the disk fails, and no other notification is
// affected.

const OTHERS = ['b', 'c', 'd', 'e', 'f', 'g'];

/** A notification `a` whose attempts fail, and notifications of other subjects. */
async function withOthers(
  open: OpenStore,
  attempt: () => Promise<void>,
  options: Partial<DispatcherOptions> = {},
) {
  const handled: string[] = [];
  const setUp = await runDispatcher(
    open,
    async (_notification, { id }) => {
      if (id === 'a') await attempt();
      handled.push(id);
    },
    options,
  );
  const { inbox, dispatcher, runAll } = setUp;
  const run = async () => {
    for (const [index, id] of ['a', ...OTHERS].entries()) await inbox.receive(incoming(id, transfer(index)));
    dispatcher.wake();
    await runAll();
  };
  const errorOf = async (id: string) => (await inbox.notification(id))?.error;
  return { ...setUp, handled, run, errorOf };
}

describe.each(STORES)('on %s', (store, open) => {
  describe('an error of a handler', () => {
    it.each(store === 'SQLite' ? HOSTILE : [])(
      'affects no other notification: %s',
      async (_what, hostile) => {
        const { handled, run, inbox, errorOf } = await withOthers(open, () => {
          throw hostile();
        });
        await run();
        expect(handled.sort()).toEqual(OTHERS);
        expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0, dead: 1 });
        expect(Buffer.byteLength((await errorOf('a')) ?? '')).toBeLessThanOrEqual(8_192);
      },
    );

    it('affects no other notification: all of these at once', async () => {
      const { inbox, dispatcher, runAll } = await runDispatcher(
        open,
        async (_notification, { id }) => {
          const [, hostile] = HOSTILE[Number(id)] ?? [];
          if (hostile) throw hostile();
        },
        { retry: { maxAttempts: 1, firstDelay: 1, maxDelay: 1 } },
      );
      const all = Array.from({ length: HOSTILE.length + 5 }, (_, n) => incoming(`${n}`, transfer(n)));
      await Promise.all(all.map((each) => inbox.receive(each)));
      dispatcher.wake();
      await runAll();
      const counts = { dead: HOSTILE.length, handled: 5, pending: 0, handling: 0 };
      expect(await inbox.statistics()).toMatchObject(counts);
    });

    it('affects no other notification, for any value, thrown or rejected', async () => {
      const property = fc.asyncProperty(fc.anything(), fc.boolean(), async (value, atOnce) => {
        const { handled, run, inbox, errorOf } = await withOthers(open, () => {
          if (atOnce) throw value;
          return Promise.reject(value);
        });
        await run();
        expect(handled.sort()).toEqual(OTHERS);
        expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0, dead: 1 });
        expect(await errorOf('a')).toBeTypeOf('string');
      });
      await fc.assert(property, { numRuns: store === 'SQLite' ? 30 : 5 });
    });

    it('is stored with its cause', async () => {
      const { run, errorOf } = await withOthers(open, async () => {
        throw new PermanentError('the archive rejects it', { cause: new Error('it is full') });
      });
      await run();
      expect(await errorOf('a')).toBe('PermanentError: the archive rejects it\ncaused by: Error: it is full');
    });
  });

  describe('an outcome', () => {
    const broken = () => {
      throw new Error('broken');
    };

    it.each<[string, Partial<DispatcherOptions>]>([
      ['the log cannot be created', { logFor: broken }],
      ['the log cannot be written', { logFor: () => ({ info: broken, warn: broken, error: broken }) }],
      ['onAttempt throws', { onAttempt: broken }],
      ['all of these fail, and onFault throws', { logFor: broken, onAttempt: broken, onFault: broken }],
    ])('is recorded if %s', async (_what, options) => {
      let tries = 0;
      const { handled, run, inbox } = await withOthers(
        open,
        async () => {
          tries += 1;
          if (tries < 3) throw new Error('not now');
        },
        options,
      );
      await run();
      expect(handled.sort()).toEqual(['a', ...OTHERS]);
      expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0, dead: 0, handled: 7 });
    });

    it('of an event type without a handler is a failure with that reason', async () => {
      const { inbox, dispatcher, runAll } = await runDispatcher(open, async () => {}, {
        handlers: {} as never,
      });
      await inbox.receive(incoming('a'));
      dispatcher.wake();
      await runAll();
      expect((await inbox.notification('a'))?.error).toBe(
        'Error: there is no handler for event type TRANSFER_NOTIFICATION',
      );
    });

    it('is recorded soon after the disk has room again, after any time', async () => {
      const { handled, inbox, dispatcher, clock, runAll } = await withOthers(open, async () => {});
      const { complete, claim } = inbox;
      const full = async () => {
        throw new InboxUnavailableError('database or disk is full');
      };
      Object.assign(inbox, { complete: full });
      for (const [index, id] of ['a', ...OTHERS].entries())
        await inbox.receive(incoming(id, transfer(index)));
      dispatcher.wake();
      await runReady();
      Object.assign(inbox, { claim: full });
      const roomAt = clock.now().getTime() + 3_600_000;
      while (clock.now().getTime() < roomAt) {
        clock.advance();
        await runReady();
      }
      expect(await inbox.statistics()).toMatchObject({ handling: 7, handled: 0 });
      Object.assign(inbox, { complete, claim });
      await runAll();
      expect(await inbox.statistics()).toMatchObject({ handling: 0, pending: 0, handled: 7 });
      expect(handled.sort()).toEqual(['a', ...OTHERS]);
      // The longest delay between two tries is 15 seconds.
      expect(clock.now().getTime() - roomAt).toBeLessThanOrEqual(16_000);
    });

    it('that cannot be recorded is tried once more at stop, and its notification is handled again at the next start', async () => {
      const { inbox, dispatcher, start, restart, runAll, handled } = await withOthers(open, async () => {});
      let tries = 0;
      inbox.complete = async () => {
        tries += 1;
        throw new InboxUnavailableError('database or disk is full');
      };
      await inbox.receive(incoming('a'));
      dispatcher.wake();
      await runReady();
      expect(tries).toBe(1);
      await dispatcher.stop();
      expect(tries).toBe(2);
      await restart();
      start().wake();
      await runAll();
      expect(handled).toEqual(['a', 'a']);
      expect(await inbox.statistics()).toMatchObject({ handling: 0, handled: 1 });
    });

    it('that the inbox rejects as an invalid call is given up', async () => {
      const { inbox, dispatcher, logged, runAll } = await withOthers(open, async () => {
        // Another program completes it first.
        await inbox.complete('a', { state: 'dead', error: 'no' });
      });
      await inbox.receive(incoming('a'));
      dispatcher.wake();
      await runAll();
      expect(logged).toEqual(['InvalidCallError: notification a is not being handled']);
    });
  });

  it('while outcomes cannot be recorded, the dispatcher claims twice its concurrency at most', async () => {
    const { inbox, dispatcher, runAll } = await runDispatcher(open, async () => {});
    const { complete } = inbox;
    inbox.complete = async () => {
      throw new InboxUnavailableError('database or disk is full');
    };
    for (let n = 0; n < 50; n += 1) await inbox.receive(incoming(`n${n}`, transfer(n)));
    dispatcher.wake();
    for (let n = 0; n < 20; n += 1) await runReady();
    expect(await inbox.statistics()).toMatchObject({ handling: 8, pending: 42 });
    inbox.complete = complete;
    await runAll();
    expect(await inbox.statistics()).toMatchObject({ handled: 50 });
  });
});
