import { describe, expect, it } from 'vitest';
import { type HandlerContext, InboxUnavailableError, PermanentError } from '../src/index.ts';
import { incoming, transfer } from './notifications.ts';
import { runDispatcher, runReady } from './running-dispatcher.ts';
import { STORES } from './stores.ts';

describe.each(STORES)('on %s', (_store, open) => {
  describe('a handler', () => {
    it('that fails and then succeeds is retried, each time after a longer delay', async () => {
      const calls: [attempt: number, at: number][] = [];
      const { inbox, dispatcher, clock, runAll } = await runDispatcher(
        open,
        async (_notification, { attempt }) => {
          calls.push([attempt, clock.now().getTime()]);
          if (attempt < 4) throw new Error('not now');
        },
      );
      await inbox.receive(incoming('a'));
      dispatcher.wake();
      await runAll();
      expect(calls).toEqual([
        [1, 0],
        [2, 500],
        [3, 1_500],
        [4, 3_500],
      ]);
      expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0, dead: 0 });
    });

    it('that always fails leaves the notification dead after the last attempt, and unblocks its successors', async () => {
      const calls: string[] = [];
      const { inbox, dispatcher, logged, runAll } = await runDispatcher(
        open,
        async (_notification, { id }) => {
          calls.push(id);
          if (id === 'first') throw new Error('never');
        },
      );
      await inbox.receive(incoming('first', transfer(1, 1)));
      await inbox.receive(incoming('second', transfer(1, 2)));
      dispatcher.wake();
      await runAll();
      expect(calls).toEqual(['first', 'first', 'first', 'first', 'second']);
      expect(await inbox.statistics()).toMatchObject({ pending: 0, dead: 1 });
      expect(logged.at(-1)).toBe('first: notification is dead');
    });

    it('that throws a PermanentError is not retried', async () => {
      let calls = 0;
      const { inbox, dispatcher, runAll } = await runDispatcher(open, async () => {
        calls += 1;
        throw new PermanentError('no such customer');
      });
      await inbox.receive(incoming('a'));
      dispatcher.wake();
      await runAll();
      expect(calls).toBe(1);
      expect(await inbox.statistics()).toMatchObject({ dead: 1 });
    });

    it('that hangs is aborted when the attempt times out, and the attempt has failed', async () => {
      const aborted: number[] = [];
      const { inbox, dispatcher, clock, runAll } = await runDispatcher(
        open,
        (_notification, { attempt, signal }) => {
          if (attempt === 2) return Promise.resolve();
          signal.addEventListener('abort', () => aborted.push(clock.now().getTime()));
          return new Promise(() => {});
        },
      );
      await inbox.receive(incoming('a'));
      dispatcher.wake();
      await runAll();
      expect(aborted).toEqual([30_000]);
      expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0, dead: 0 });
    });

    it('is not called if the process ended during every attempt', async () => {
      let calls = 0;
      const { inbox, dispatcher, clock, restart, runAll } = await runDispatcher(open, async () => {
        calls += 1;
      });
      await inbox.receive(incoming('a'));
      for (let n = 0; n < 4; n += 1) {
        expect(await inbox.claim(1)).toHaveLength(1);
        await restart();
        clock.setTimer(60_000, () => {});
        clock.advance();
      }
      dispatcher.wake();
      await runAll();
      expect(calls).toBe(0);
      expect(await inbox.statistics()).toMatchObject({ dead: 1 });
    });

    it('is called once more if maxAttempts is lower now than the number of past attempts', async () => {
      let calls = 0;
      const retry = { maxAttempts: 2, firstDelay: 1_000, maxDelay: 60_000 };
      const handler = async () => {
        calls += 1;
        throw new Error('no');
      };
      const { inbox, dispatcher, runAll } = await runDispatcher(open, handler, { retry });
      await inbox.receive(incoming('a'));
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await inbox.claim(1);
        await inbox.complete('a', { state: 'pending', error: 'Error: no', dueAt: new Date(0) });
      }
      dispatcher.wake();
      await runAll();
      expect(calls).toBe(1);
      expect(await inbox.notification('a')).toMatchObject({ state: 'dead', attempts: 4, error: 'Error: no' });
    });

    it('gets the number of the attempt, the deliveries, and whether the notification is stale', async () => {
      const contexts: HandlerContext[] = [];
      const { inbox, dispatcher, runAll } = await runDispatcher(open, async (_notification, context) => {
        contexts.push(context);
      });
      await inbox.receive(incoming('a'));
      await inbox.receive(incoming('b'));
      dispatcher.wake();
      await runAll();
      expect(contexts).toEqual([
        expect.objectContaining({
          id: 'a',
          attempt: 1,
          deliveries: 2,
          stale: false,
          receivedAt: new Date(0),
        }),
      ]);
    });
  });

  describe('the dispatcher', () => {
    it('claims nothing after stop, and waits for the running handlers', async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const handled: string[] = [];
      const { inbox, dispatcher } = await runDispatcher(open, async (_notification, { id }) => {
        await released;
        handled.push(id);
      });
      await inbox.receive(incoming('first', transfer(1, 1)));
      await inbox.receive(incoming('second', transfer(1, 2)));
      dispatcher.wake();
      await runReady();
      const stopped = dispatcher.stop();
      release();
      await stopped;
      expect(handled).toEqual(['first']);
      expect(await inbox.claim(10)).toHaveLength(1);
    });

    it('repeats calls of an inbox that is unavailable for a while', async () => {
      let fails = 3;
      const handled: string[] = [];
      const { inbox, dispatcher, runAll } = await runDispatcher(
        open,
        async (_notification, { id }) => void handled.push(id),
      );
      const { claim, complete } = inbox;
      const unavailable = async <T>(call: () => Promise<T>) => {
        fails -= 1;
        if (fails >= 0) throw new InboxUnavailableError('the disk is full');
        return call();
      };
      inbox.claim = (limit) => unavailable(() => claim(limit));
      inbox.complete = (id, outcome) => unavailable(() => complete(id, outcome));
      await inbox.receive(incoming('a'));
      dispatcher.wake();
      await runAll();
      fails = 2;
      await inbox.receive(incoming('b', transfer(2)));
      dispatcher.wake();
      await runAll();
      expect(handled).toEqual(['a', 'b']);
      expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0 });
    });
  });
});
