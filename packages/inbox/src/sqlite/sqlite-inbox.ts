import type { Clock } from '../clock.ts';
import { checkStatement, READING, WRITING } from '../effects/write.ts';
import { InboxUnavailableError, StatementError } from '../errors.ts';
import type { Inbox } from '../inbox.ts';
import type { InboxStore } from '../store.ts';
import { createStoredInbox } from '../stored-inbox.ts';
import type { ReadStore } from './read/read-store.ts';
import type { Thread } from './thread/thread.ts';
import type { Store } from './write/write-store.ts';

/** Creates an inbox over a store and a reader that are open, in whichever threads. */
export function createSqliteInbox(
  store: Thread<Store>,
  reader: Thread<ReadStore>,
  clock: Pick<Clock, 'now'>,
): Inbox {
  return createStoredInbox(inboxStore(store, reader), clock);
}

function inboxStore(store: Thread<Store>, reader: Thread<ReadStore>): InboxStore {
  return {
    receive: (...args) => store.call('receive', ...args),
    quarantine: (...args) => store.call('quarantine', ...args),
    acceptQuarantined: (...args) => store.call('acceptQuarantined', ...args),
    recordRevalidation: (...args) => store.call('recordRevalidation', ...args),
    editQuarantined: (...args) => store.call('editQuarantined', ...args),
    quarantineEdit: (...args) => reader.call('quarantineEdit', ...args),
    discardQuarantined: (...args) => store.call('discardQuarantined', ...args),

    claim: (...args) => store.call('claim', ...args),
    nextDue: () => store.call('nextDue'),
    complete: (...args) => store.call('complete', ...args),
    interrupt: (...args) => store.call('interrupt', ...args),
    revoke: (...args) => store.call('revoke', ...args),
    replay: (...args) => store.call('replay', ...args),
    discard: (...args) => store.call('discard', ...args),
    pause: (...args) => store.call('pause', ...args),
    resume: (...args) => store.call('resume', ...args),
    removeOld: (...args) => store.call('removeOld', ...args),

    async notifications(...args) {
      // If the store can write nothing now, the last notifications are not found, and all others are.
      await store.call('writeSearchIndex').catch((error: unknown) => {
        if (!(error instanceof InboxUnavailableError)) throw error;
      });
      return reader.call('notifications', ...args);
    },
    notification: (...args) => reader.call('notification', ...args),
    quarantined: (...args) => reader.call('quarantined', ...args),
    quarantinedBody: (...args) => reader.call('quarantinedBody', ...args),
    observations: () => reader.call('observations'),
    addActivity: (...args) => store.call('addActivity', ...args),
    startJob: (...args) => store.call('startJob', ...args),
    saveJob: (...args) => store.call('saveJob', ...args),
    cancelJob: (...args) => store.call('cancelJob', ...args),
    jobs: () => reader.call('jobs'),
    audit: (...args) => store.call('audit', ...args),
    auditLog: (...args) => reader.call('auditLog', ...args),
    addCauses: (...args) => store.call('addCauses', ...args),
    failures: (...args) => reader.call('failures', ...args),
    activity: (...args) => reader.call('activity', ...args),
    pauses: () => reader.call('pauses'),
    statistics: () => reader.call('statistics'),
    latestReceivedAt: () => store.call('latestReceivedAt'),

    prepareWrite: (sql, values) => checkStatement(sql, values, 'SQLite', WRITING.SQLite),
    write: (writes) => store.call('write', writes),
    async read(sql, values) {
      return reader.call('read', checkStatement(sql, values, 'SQLite', READING));
    },
    openTransaction: () => Promise.reject(new StatementError(NO_TRANSACTION)),
    // One process has the file at a time.
    watchLost: () => () => {},
    watchPending: () => () => {},
    async check(now) {
      await store.call('check', now);
      await reader.call('check');
    },
    async close() {
      await reader.close();
      await store.close();
    },
  };
}

// All notifications of the process would have to wait until the handler has ended.
const NO_TRANSACTION =
  'context.transaction needs PostgreSQL: on SQLite, read with context.read and write with context.write';
