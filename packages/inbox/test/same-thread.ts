import type { Inbox } from '../src/index.ts';
import { createSqliteInbox } from '../src/sqlite/sqlite-inbox.ts';
import { openStore, type StoreOptions } from '../src/sqlite/store.ts';

/** An inbox whose store runs in this thread: what happens next depends on nothing but the test. */
export function sameThreadInbox(options: StoreOptions, now: () => Date): Inbox {
  const store = openStore(options);
  return createSqliteInbox(
    {
      async call(method, ...args) {
        store.begin();
        const result = (store[method] as (...args: unknown[]) => never)(...args);
        store.commit();
        return result;
      },
      async close() {
        store.close();
      },
    },
    now,
  );
}
