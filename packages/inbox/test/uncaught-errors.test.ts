import type { EventType } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import type { Handler } from '../src/index.ts';
import { incoming, transfer } from './notifications.ts';
import { runDispatcher, runReady } from './running-dispatcher.ts';
import { type OpenStore, STORES } from './stores.ts';

// The tests call `failUncaught` in the context of a handler, as the listener of `uncaughtException` does.

const OTHERS = ['b', 'c', 'd'];

async function setUp(open: OpenStore, handle: Handler<EventType>) {
  const parts = await runDispatcher(open, handle);
  const receiveAll = async () => {
    for (const [index, id] of ['a', ...OTHERS].entries())
      await parts.inbox.receive(incoming(id, transfer(index)));
  };
  /** Starts one process after the other until all is handled. Each ends at an uncaught error. @returns how many. */
  const live = async () => {
    let lives = 0;
    for (let ended = true; ended; lives += 1) {
      ended = false;
      current = parts.start();
      onUncaught = () => (ended = true);
      current.wake();
      do await runReady();
      while (!ended && parts.clock.advance());
      const stopped = current.stop();
      do await runReady();
      while (parts.clock.advance());
      await stopped;
      await parts.restart();
    }
    return lives;
  };
  let onUncaught = () => {};
  let current = parts.dispatcher;
  const failUncaught = (message: string) => {
    onUncaught();
    return current.failUncaught(new Error(message));
  };
  return { ...parts, receiveAll, live, failUncaught };
}

describe.each(STORES)('on %s', (_store, open) => {
  describe('an uncaught error', () => {
    it('of a running handler fails its attempt', async () => {
      const { promise: failing, resolve: fail } = Promise.withResolvers<void>();
      const found: unknown[] = [];
      const { inbox, dispatcher, receiveAll } = await setUp(open, async (_notification, { id }) => {
        if (id !== 'a') return;
        void failing.then(() => found.push(dispatcher.failUncaught(new Error('uncaught'))));
        await new Promise(() => {});
      });
      await receiveAll();
      dispatcher.wake();
      await runReady();
      fail();
      await runReady();
      await dispatcher.stop();
      expect(found).toEqual([{ id: 'a', eventType: 'TRANSFER_NOTIFICATION', attempt: 1 }]);
      expect(await inbox.notification('a')).toMatchObject({
        state: 'pending',
        attempts: 1,
        error: 'Error: uncaught',
      });
      expect(await inbox.statistics()).toMatchObject({ handled: 3 });
    });

    it('of a handler that has returned fails its attempt as well, until it is dead', async () => {
      const { inbox, clock, receiveAll, live, failUncaught } = await setUp(
        open,
        async (_notification, { id }) => {
          if (id === 'a') clock.setTimer(10, () => failUncaught('uncaught'));
        },
      );
      await receiveAll();
      expect(await live()).toBe(5);
      const found = await inbox.notification('a');
      expect(found).toMatchObject({ state: 'dead', attempts: 4, error: 'Error: uncaught' });
      expect(found?.attemptHistory.map(({ outcome, error }) => [outcome, error])).toEqual(
        Array.from({ length: 4 }, () => ['failed', 'Error: uncaught']),
      );
      expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0, handled: 3, dead: 1 });
    });

    it('blocks the successors of its notification until that one is handled', async () => {
      const calls: string[] = [];
      const { inbox, clock, live, failUncaught } = await setUp(
        open,
        async (_notification, { id, attempt }) => {
          calls.push(id);
          if (id === 'a' && attempt === 1) clock.setTimer(10, () => failUncaught('uncaught'));
          if (id === 'b' && attempt === 1) await new Promise<void>((resolve) => clock.setTimer(20, resolve));
        },
      );
      for (const [step, id] of ['a', 'b', 'c'].entries())
        await inbox.receive(incoming(id, transfer(1, step)));
      expect(await live()).toBe(2);
      expect(calls).toEqual(['a', 'b', 'a', 'c']);
      expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0, handled: 3 });
    });

    it('of an earlier attempt has no effect', async () => {
      const late: (() => unknown)[] = [];
      const { inbox, dispatcher, runAll, receiveAll } = await setUp(
        open,
        async (_notification, { attempt }) => {
          failLater(() => dispatcher.failUncaught(new Error('late')));
          if (attempt === 1) throw new Error('not now');
        },
      );
      function failLater(callback: () => unknown) {
        const { promise, resolve } = Promise.withResolvers<void>();
        void promise.then(callback);
        late.push(resolve);
      }
      await receiveAll();
      dispatcher.wake();
      await runAll();
      expect(await inbox.statistics()).toMatchObject({ handled: 4 });
      // The first four are those of the first attempts.
      for (const fail of late.slice(0, 4)) fail();
      await runAll();
      expect(await inbox.statistics()).toMatchObject({ handled: 4, pending: 0, dead: 0 });
    });

    it('of code that no handler has started fails no attempt', async () => {
      const { dispatcher } = await setUp(open, async () => {});
      expect(dispatcher.failUncaught(new Error('not ours'))).toBeUndefined();
    });
  });

  describe('when the process ends', () => {
    it('gracefully, interrupted attempts do not count', async () => {
      const { inbox, start, restart, receiveAll } = await setUp(open, async () => new Promise(() => {}));
      await receiveAll();
      for (let restarts = 0; restarts < 10; restarts += 1) {
        const dispatcher = start();
        dispatcher.wake();
        await runReady();
        expect(await inbox.statistics()).toMatchObject({ handling: 4 });
        const stopped = dispatcher.stop();
        dispatcher.interrupt();
        await stopped;
        expect(await inbox.statistics()).toMatchObject({ handling: 0, pending: 4 });
        await restart();
      }
      const found = await inbox.notification('a');
      expect(found).toMatchObject({ state: 'pending', attempts: 0 });
      expect(found?.attemptHistory).toHaveLength(10);
      expect(found?.attemptHistory[0]).toMatchObject({ outcome: 'interrupted' });
    });

    it('again and again because of one handler, only the notification of that handler becomes dead', async () => {
      let crash = () => {};
      const handled: string[] = [];
      const { inbox, start, clock, restart, receiveAll } = await setUp(
        open,
        async (_notification, { id }) => {
          // The others take longer, so they are all running at the first crash.
          await new Promise<void>((resolve) => clock.setTimer(id === 'c' ? 100 : 200, resolve));
          if (id === 'c') crash();
          else handled.push(id);
          if (id === 'c') await new Promise(() => {});
        },
      );
      await receiveAll();
      for (let lives = 0, crashed = true; crashed && lives < 20; lives += 1) {
        crashed = false;
        crash = () => (crashed = true);
        start().wake();
        do await runReady();
        while (!crashed && clock.advance());
        await restart();
      }
      expect(new Set(handled)).toEqual(new Set(['a', 'b', 'd']));
      expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0, handled: 3, dead: 1 });
      expect(await inbox.notification('c')).toMatchObject({ state: 'dead' });
    });
  });
});
