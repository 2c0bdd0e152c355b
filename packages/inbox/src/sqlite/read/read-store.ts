import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { logBytes } from '../file/write-ahead-log.ts';
import { prepareAll } from '../prepare-all.ts';
import type { FilterRow, PageRow, Query } from './queries.ts';
import * as queries from './queries.ts';
import { seqFinder } from './seq-of-time.ts';
import { openTermLookup } from './term-lookup.ts';

type Row = Record<string, unknown>;

/** Rows of a page, and where the search for more ended before the list did. */
interface Found {
  readonly rows: Row[];
  readonly lookedUpTo?: number;
}

/** What of the inbox can be seen: a second connection to the same file, which reads while the store writes. */
export function openReadStore({ file }: { readonly file: string }) {
  const database = new DatabaseSync(file, { readOnly: true });
  const sql = prepareAll(database, STATEMENTS);
  const firstSeqAt = seqFinder(database);
  const termLookup = openTermLookup(database);
  const lists = new Map<string, StatementSync>();

  /** There are few different questions; how each is answered is worked out once. */
  const prepared = (text: string): StatementSync => {
    const statement = lists.get(text) ?? database.prepare(text);
    lists.set(text, statement);
    return statement;
  };
  const list = ({ text, values }: Query): Row[] =>
    prepared(text)
      .all(...values)
      .map((row) => ({ ...row }));

  /** Looks through hits, as many as may be for one page. @returns nothing where there is no need to. */
  const lookThrough = (filter: FilterRow, span: queries.Span, page: PageRow): Found | undefined => {
    const terms = filter.terms?.map((each) => ({
      ...each,
      ...(each.isPrefix && { expansions: termLookup.beginningWith(each.term) }),
    }));
    const hitList = queries.hitList({ ...filter, terms }, span, page, isStateRarer(filter));
    if (!hitList) return undefined;
    const [hits] = list(hitList);
    const rows = list(queries.matchingNotifications(filter, String(hits?.['seqs']), page));
    const thatIsAll = rows.length === page.limit || Number(hits?.['count']) < queries.MAX_HITS;
    return { rows, ...(!thatIsAll && { lookedUpTo: Number(hits?.['last']) }) };
  };

  /** Of the two, the tally knows how many each leaves over, and so which is the shorter way to both. */
  const isStateRarer = ({ eventType, state }: FilterRow): boolean => {
    if (eventType === undefined || state === undefined) return false;
    const counts = sql.rarer.get({ eventType, state });
    return Number(counts?.['ofState']) < Number(counts?.['ofType']);
  };

  return {
    begin: () => database.exec('BEGIN'),
    commit: () => database.exec('COMMIT'),
    rollback: () => {
      if (database.isTransaction) database.exec('ROLLBACK');
    },

    notifications(filter: FilterRow, page: PageRow): Found {
      const { receivedFrom, receivedTo } = filter;
      const span = {
        from: receivedFrom === undefined ? undefined : firstSeqAt(receivedFrom),
        to: receivedTo === undefined ? undefined : firstSeqAt(receivedTo),
      };
      return lookThrough(filter, span, page) ?? { rows: list(queries.notificationList(filter, span, page)) };
    },

    notification(id: string): { row: Row; deliveries: Row[]; attempts: Row[] } | undefined {
      const row = sql.notification.get(id);
      if (!row) return undefined;
      const { seq } = row as { seq: number };
      return { row: { ...row }, deliveries: sql.deliveries.all(seq), attempts: sql.attempts.all(seq) };
    },

    quarantined(filter: queries.QuarantineFilterRow, page: PageRow): Row[] {
      return list(queries.quarantineList(filter, page));
    },

    quarantinedBody(id: string): { row: Row; revalidations: Row[] } | undefined {
      const row = sql.quarantinedBody.get(id);
      if (!row) return undefined;
      return { row: { ...row }, revalidations: sql.revalidations.all(Number(row['seq'])) };
    },

    observations: (): Row[] => sql.observations.all().map((row) => ({ ...row })),

    statistics: () => ({
      logBytes: logBytes(file),
      counters: sql.counters.all().map((row) => ({ ...row })) as Row[],
      ...(sql.statistics.get() as unknown as Counts),
    }),

    /** Reads what was written last, and does nothing with it. */
    check: (): void => void [sql.heartbeat.get(), sql.newest.get()],

    close: (): void => database.close(),
  };
}

interface Counts {
  readonly unreadable: number;
  readonly quarantined: number;
  readonly oldestPending: number | null;
}

/** An open lookup. */
export type ReadStore = ReturnType<typeof openReadStore>;

const STATEMENTS = {
  heartbeat: `SELECT at FROM heartbeat`,
  newest: `SELECT body FROM notification ORDER BY seq DESC LIMIT 1`,

  notification: `SELECT ${queries.NOTIFICATION}, body FROM notification WHERE id = ?`,
  deliveries: `SELECT received_at AS receivedAt FROM delivery WHERE notification = ? ORDER BY number`,
  attempts: `
    SELECT number, outcome, started_at AS startedAt, ended_at AS endedAt, error FROM attempt
    WHERE notification = ? ORDER BY number DESC LIMIT 100`,

  quarantinedBody: `SELECT ${queries.QUARANTINE}, body FROM quarantine WHERE id = ?`,
  revalidations: `
    SELECT validated_at AS at, event_type AS eventType, reasons FROM quarantine_revalidation
    WHERE quarantined = ? ORDER BY number`,

  observations: `
    SELECT event_type AS eventType, pointer, kind, value, first_seen AS firstSeen, last_seen AS lastSeen, count
    FROM observation ORDER BY last_seen DESC, event_type, pointer, kind, value`,

  rarer: `
    SELECT
      coalesce(sum(count) FILTER (WHERE state = :state), 0) AS ofState,
      coalesce(sum(count) FILTER (WHERE event_type = :eventType), 0) AS ofType
    FROM counter`,

  counters: `SELECT event_type AS eventType, state, count FROM counter WHERE count > 0 ORDER BY event_type`,

  statistics: `
    SELECT
      (SELECT count(*) FROM notification INDEXED BY notification_unreadable WHERE unreadable IS NOT NULL) AS unreadable,
      (SELECT count(*) FROM quarantine) AS quarantined,
      (SELECT min(received_at) FROM (
        SELECT * FROM (SELECT received_at FROM notification WHERE state = 'pending' ORDER BY seq LIMIT 1)
        UNION ALL
        SELECT * FROM (SELECT received_at FROM notification WHERE state = 'handling' ORDER BY seq LIMIT 1)
      )) AS oldestPending`,
};
