import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { incomingRow } from '../src/rows/incoming-row.ts';
import { openStore, type Store } from '../src/sqlite/write/write-store.ts';
import { placeEmptyInbox } from './empty-inbox.ts';
import { incoming, prices, transfer } from './notifications.ts';

// The store has much in memory that follows the transactions: batched rows, counters, the heads of the queues, the search
// text that waits, what is being handled, fingerprints. Two stores get the same calls; one of them also gets transactions
// that are rolled back, or that fail in their commit. Afterwards both files have to be equal.

/** `index` is the position of the call in its transaction, so a time and an index give a unique id. */
type Call = (store: Store, now: number, index: number) => void;

const claim = fc
  .integer({ min: 1, max: 4 })
  .map<Call>((limit) => (store, now) => void store.claim(limit, now));
const receive = fc
  .record({ subject: fc.nat({ max: 3 }), time: fc.nat({ max: 2 }), hasClock: fc.boolean() })
  .map<Call>(({ subject, time, hasClock }) => (store, now, index) => {
    const notification = hasClock ? transfer(subject, time) : prices(subject);
    store.receive(incomingRow(incoming(`id-${now}-${index}`, notification, new Date(now))));
  });
/** A call about a notification that may be there: `pick` chooses among the stored ones. */
const about = fc
  .record({
    pick: fc.nat(),
    what: fc.constantFrom('handled', 'dead', 'pending', 'interrupt', 'replay', 'discard'),
  })
  .map<Call>(({ pick, what }) => (store, now) => {
    const ids = STORED.get(store) ?? [];
    const target = ids[pick % Math.max(1, ids.length)] ?? 'none';
    try {
      if (what === 'replay') store.replay([target], now);
      else if (what === 'discard') store.discard([target], 'why', now);
      else if (what === 'interrupt') store.interrupt(target, now);
      else if (what === 'pending')
        store.complete(target, { state: what, error: 'no', dueAt: new Date(now) }, now);
      else if (what === 'dead') store.complete(target, { state: what, error: 'no' }, now);
      else store.complete(target, { state: 'handled' }, now);
    } catch (error) {
      // A call about a notification that is not being handled changes nothing.
      expect(error).toHaveProperty('name', 'InvalidCallError');
    }
  });
const removal = fc
  .nat({ max: 5 })
  .map<Call>((limit) => (store, now) => void store.removeOld(now - 20, limit));
const calls = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: receive },
    { weight: 3, arbitrary: claim },
    { weight: 4, arbitrary: about },
    removal,
  ),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const transactions = fc.array(
  fc.record({ calls, end: fc.constantFrom('commit', 'commit', 'rollback', 'fail') }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

// The ids that each store has committed, so that both get the same targets.
const STORED = new WeakMap<Store, readonly string[]>();

it('a transaction that is rolled back, or fails in its commit, leaves the store as if it had never been', () => {
  fc.assert(
    fc.property(transactions, (schedule) => {
      const folder = mkdtempSync(join(tmpdir(), 'rolled-back-'));
      const [withFailures, withoutFailures] = [opened(join(folder, 'a.db')), opened(join(folder, 'b.db'))];
      let now = 1_000;
      for (const { calls, end } of schedule) {
        now += 10;
        STORED.set(withoutFailures.store, withoutFailures.ids());
        STORED.set(withFailures.store, withoutFailures.ids());
        if (end === 'fail') withFailures.failNextCommit();
        const isCommitted = withFailures.run(calls, now, end);
        if (isCommitted) expect(withoutFailures.run(calls, now, 'commit')).toBe(true);
      }
      // Which notifications are queued already is not compared: after a rollback the store enqueues some of them later.
      expect(withFailures.handleAll(now)).toEqual(withoutFailures.handleAll(now));
      expect(withFailures.rows()).toEqual(withoutFailures.rows());
      withFailures.close();
      withoutFailures.close();
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 60 },
  );
});

function opened(file: string) {
  placeEmptyInbox(file);
  const store = openStore({ file, deduplicationWindow: 1_000, quarantineCapacity: 10, synchronous: 'OFF' });
  const database = new DatabaseSync(file);
  return {
    store,
    ids: () =>
      database
        .prepare('SELECT id FROM notification ORDER BY seq')
        .all()
        .map(({ id }) => String(id)),
    /** By its counters, if it writes any: after the batched rows and the search index. */
    failNextCommit: () => database.exec(FAIL),
    /** @returns whether the transaction is committed. */
    run(calls: readonly Call[], now: number, end: string): boolean {
      store.begin(['receive', 'claim', 'complete']);
      for (const [index, call] of calls.entries()) call(store, now, index);
      try {
        if (end === 'rollback') throw new Error('rolled back');
        store.commit();
        return true;
      } catch {
        store.rollback();
        return false;
      } finally {
        database.exec('DROP TRIGGER IF EXISTS fail');
      }
    },
    /** Handles everything. @returns the ids in the order in which they were claimed. */
    handleAll(now: number): string[] {
      const order: string[] = [];
      store.begin(['claim', 'complete']);
      const busy = database
        .prepare(`SELECT id FROM notification WHERE state = 'handling' ORDER BY seq`)
        .all();
      for (const { id } of busy) store.complete(String(id), { state: 'handled' }, now);
      for (let claimed = store.claim(3, now); claimed.claims.length > 0; claimed = store.claim(3, now)) {
        for (const [id] of claimed.claims) {
          order.push(id);
          store.complete(id, { state: 'handled' }, now);
        }
      }
      store.commit();
      return order;
    },
    rows(): unknown {
      store.begin(['writeSearchIndex']);
      store.writeSearchIndex();
      store.commit();
      return TABLES.map((table) => {
        const select = database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`);
        select.setReadBigInts(true);
        return select.all();
      });
    },
    close(): void {
      database.close();
      store.close();
    },
  };
}

const FAIL = `CREATE TRIGGER fail BEFORE INSERT ON counter BEGIN SELECT RAISE(ABORT, 'no'); END`;

const TABLES = [
  'notification',
  'attempt',
  'delivery',
  'fingerprint',
  '(SELECT * FROM counter WHERE count <> 0)',
  'observation',
  `(SELECT rowid, 1, 1 FROM search_index WHERE search_index MATCH 'updated OR "re_token_prices"')`,
];
