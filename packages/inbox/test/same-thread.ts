import type { Clock, HandlerMigration, Inbox } from '../src/index.ts';
import type { Program } from '../src/sqlite/program.ts';
import { openReadStore } from '../src/sqlite/read/read-store.ts';
import { createSqliteInbox } from '../src/sqlite/sqlite-inbox.ts';
import type { Thread } from '../src/sqlite/thread/thread.ts';
import { openStore, type StoreOptions } from '../src/sqlite/write/write-store.ts';

/**
 * An inbox whose store runs in this thread and does not wait for the disk, so tests are deterministic and fast.
 */
export async function sameThreadInbox(
  options: Omit<StoreOptions, 'openedAt'>,
  clock: Pick<Clock, 'now'>,
  handlerMigrations?: readonly HandlerMigration[],
): Promise<Inbox> {
  const now = clock.now().getTime();
  const store = inThisThread(openStore({ ...options, openedAt: now, synchronous: 'OFF' }));
  if (handlerMigrations) await store.call('migrateHandlers', handlerMigrations, now);
  return createSqliteInbox(store, inThisThread(openReadStore(options)), clock);
}

function inThisThread<P extends Program>(program: P): Thread<P> {
  return {
    async call(method, ...args) {
      program.begin([method]);
      try {
        const result = (program[method] as (...args: unknown[]) => never)(...args);
        program.commit();
        return result;
      } catch (error) {
        program.rollback();
        throw error;
      }
    },
    async close() {
      program.close();
    },
  };
}
