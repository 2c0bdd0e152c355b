import type { Clock } from '../../clock.ts';
import { InboxUnavailableError } from '../../errors.ts';
import type { ReadStore } from '../read/read-store.ts';
import type { Store } from '../write/write-store.ts';
import type { Thread } from './thread.ts';

/** When a statement of a handler counts as endless, and what happens then. */
export interface WatchOptions {
  readonly limitMs: number;
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Called once. The process has to end: the statement cannot be interrupted, and nothing else is done meanwhile. */
  readonly onEndless: (error: InboxUnavailableError) => void;
}

/** The same store, with a limit for calls that run statements of handlers. */
export function watchStore(store: Thread<Store>, options: WatchOptions): Thread<Store> {
  const watch = createWatch(options);
  return {
    ...store,
    call(method, ...args) {
      const calling = store.call(method, ...args);
      if (method === 'write') watch(calling, 'a statement');
      if (method === 'complete' && hasEffects(args[1]))
        watch(calling, `a statement of the handler of notification ${args[0]}`);
      return calling;
    },
  };
}

/** The same reader, with a limit for statements of handlers. */
export function watchReader(reader: Thread<ReadStore>, options: WatchOptions): Thread<ReadStore> {
  const watch = createWatch(options);
  return {
    ...reader,
    call(method, ...args) {
      const calling = reader.call(method, ...args);
      if (method === 'read') watch(calling, 'a statement of a handler that reads');
      return calling;
    },
  };
}

function createWatch({ limitMs, clock, onEndless }: WatchOptions) {
  let isEndless = false;
  return (calling: Promise<unknown>, what: string): void => {
    const cancel = clock.setTimer(limitMs, () => {
      if (!isEndless) onEndless(new InboxUnavailableError(`${what} has not ended within ${limitMs} ms`));
      isEndless = true;
    });
    calling.then(cancel, cancel);
  };
}

function hasEffects(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'effects' in outcome;
}
