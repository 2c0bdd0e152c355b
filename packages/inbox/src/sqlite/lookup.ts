import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { wordsIn } from '../words.ts';
import { prepareAll } from './statements.ts';

/** Which notifications, as columns. */
export interface FilterRow {
  readonly eventType?: string | undefined;
  readonly state?: string | undefined;
  /** One of these lines. */
  readonly lines?: readonly string[] | undefined;
  readonly receivedFrom?: number | undefined;
  readonly receivedTo?: number | undefined;
  /** Words, each with whether it may be the beginning of one. */
  readonly words?: readonly { word: string; mayGoOn: boolean }[] | undefined;
  readonly discarded?: boolean | undefined;
}

/** Which part of a list. */
export interface PageRow {
  readonly limit: number;
  /** Exclusive; in the order of the list. */
  readonly after?: number | undefined;
  readonly oldestFirst: boolean;
}

type Row = Record<string, unknown>;

/** What of the inbox can be seen: a second connection to the same file, which reads while the store writes. */
export function openLookup({ file }: { readonly file: string }) {
  const database = new DatabaseSync(file, { readOnly: true });
  const sql = prepareAll(database, STATEMENTS);
  const lists = new Map<string, StatementSync>();

  const list = (text: string, values: readonly (string | number)[]): Row[] => {
    // There are few different questions; how each is answered is worked out once.
    const statement = lists.get(text) ?? database.prepare(text);
    lists.set(text, statement);
    return statement.all(...values).map((row) => ({ ...row }));
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

    notifications(filter: FilterRow, page: PageRow): { rows: Row[]; lookedUpTo?: number } {
      const hits = hitList(filter, page, isStateRarer(filter));
      const { text, values } = notificationList(filter, page, hits);
      const rows = list(text, values);
      if (!hits || rows.length === page.limit) return { rows };
      const [reached] = list(
        `SELECT count(*) AS hits, ${page.oldestFirst ? 'max' : 'min'}(place) AS place FROM (${hits.text})`,
        hits.values,
      );
      return reached?.['hits'] === MAX_HITS ? { rows, lookedUpTo: Number(reached['place']) } : { rows };
    },

    notification(id: string): { row: Row; deliveries: Row[]; attempts: Row[] } | undefined {
      const row = sql.notification.get(id);
      if (!row) return undefined;
      const { seq } = row as { seq: number };
      return { row: { ...row }, deliveries: sql.deliveries.all(seq), attempts: sql.attempts.all(seq) };
    },

    quarantined(filter: FilterRow, page: PageRow): Row[] {
      const { text, values } = quarantineList(filter, page);
      return list(text, values);
    },

    quarantinedBody: (id: string): Row | undefined => sql.quarantinedBody.get(id),
    observations: (): Row[] => sql.observations.all().map((row) => ({ ...row })),

    statistics: () => ({
      tally: sql.tally.all().map((row) => ({ ...row })) as Row[],
      ...(sql.statistics.get() as { discarded: number; quarantined: number; oldestPending: number | null }),
    }),

    close: (): void => database.close(),
  };
}

/** An open lookup. */
export type LookupStore = ReturnType<typeof openLookup>;

/** A question and the values in it. */
export interface Question {
  readonly text: string;
  readonly values: (string | number)[];
}

/**
 * The question for a list of notifications. Whatever the filter, it is answered by going along one index, and stops
 * when the page is full.
 *
 * @param hits the notifications that are looked through, where {@link hitList} gives some.
 */
export function notificationList(filter: FilterRow, page: PageRow, hits: Question | undefined): Question {
  const { eventType, state, lines, discarded } = filter;
  const conditions: Condition[] = hits ? [] : placeConditions('seq', filter, page);
  if (eventType !== undefined) conditions.push(['event_type = ?', eventType]);
  if (state !== undefined) conditions.push(['state = ?', state]);
  if (lines) conditions.push([`line IN (${lines.map(() => '?').join(', ')})`, ...lines]);
  if (discarded !== undefined) conditions.push([`discarded_at IS ${discarded ? 'NOT NULL' : 'NULL'}`]);
  const order = `seq ${page.oldestFirst ? 'ASC' : 'DESC'}`;
  if (!hits) return question(NOTIFICATION, 'notification', conditions, order, page.limit);
  const from = `(${hits.text}) AS hit CROSS JOIN notification ON notification.seq = hit.place`;
  const { text, values } = question(NOTIFICATION, from, conditions, order, page.limit);
  return { text, values: [...hits.values, ...values] };
}

type Condition = [condition: string, ...values: (string | number)[]];

/**
 * The places of notifications that are looked through where no index leads to all that is asked for: so many at a time,
 * because nobody knows how many of them the other conditions leave over. Words and event types are found by the index of
 * words.
 *
 * @param byState those of the state instead of those of the event type.
 */
export function hitList(filter: FilterRow, page: PageRow, byState: boolean): Question | undefined {
  const { eventType, state, lines, words } = filter;
  // What is known of one subject is little.
  if (!words && (eventType === undefined || lines)) return undefined;
  const order = page.oldestFirst ? 'ASC' : 'DESC';
  if (!words && byState && state !== undefined) {
    const conditions: Condition[] = [['state = ?', state], ...placeConditions('seq', filter, page)];
    return question('seq AS place', 'notification', conditions, `seq ${order}`, MAX_HITS);
  }
  const ofType = eventType === undefined ? [] : wordsIn(eventType).map((word) => ({ word, mayGoOn: false }));
  const query = [...ofType, ...(words ?? [])]
    .map(({ word, mayGoOn }) => `"${word}"${mayGoOn ? '*' : ''}`)
    .join(' AND ');
  const conditions: Condition[] = [['words MATCH ?', query], ...placeConditions('rowid', filter, page)];
  return question('rowid AS place', 'words', conditions, `rowid ${order}`, MAX_HITS);
}

// As many rows as are looked at in a few milliseconds.
const MAX_HITS = 5_000;

/** The conditions on the place in the order of receipt. @param seq the column that has it. */
function placeConditions(
  seq: string,
  { receivedFrom, receivedTo }: FilterRow,
  { after, oldestFirst }: PageRow,
): Condition[] {
  const conditions: Condition[] = [];
  if (receivedFrom !== undefined) conditions.push([`${seq} >= ${FIRST_AT}`, receivedFrom]);
  if (receivedTo !== undefined) conditions.push([`${seq} < ${FIRST_AT}`, receivedTo]);
  if (after !== undefined) conditions.push([`${seq} ${oldestFirst ? '>' : '<'} ?`, after]);
  return conditions;
}

function quarantineList(filter: FilterRow, { limit, after, oldestFirst }: PageRow): Question {
  const { eventType, receivedFrom, receivedTo } = filter;
  const conditions: Condition[] = [];
  if (eventType !== undefined) conditions.push(['event_type = ?', eventType]);
  if (receivedFrom !== undefined) conditions.push(['received_at >= ?', receivedFrom]);
  if (receivedTo !== undefined) conditions.push(['received_at < ?', receivedTo]);
  if (after !== undefined) conditions.push([`seq ${oldestFirst ? '>' : '<'} ?`, after]);
  return question(QUARANTINE, 'quarantine', conditions, `seq ${oldestFirst ? 'ASC' : 'DESC'}`, limit);
}

function question(
  columns: string,
  from: string,
  conditions: readonly Condition[],
  order: string,
  limit: number,
): Question {
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([text]) => text).join(' AND ')}` : '';
  return {
    text: `SELECT ${columns} FROM ${from} ${where} ORDER BY ${order} LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit],
  };
}

// The order of receipt is the order of time, so a time is a place in it; a time that is still to come is its end.
const FIRST_AT = `coalesce(
  (SELECT seq FROM notification WHERE received_at >= ? ORDER BY received_at, seq LIMIT 1), 9223372036854775807)`;

const NOTIFICATION = `
  seq, id, event_type AS eventType, line, state, received_at AS receivedAt, last_received_at AS lastReceivedAt,
  deliveries, attempts, replays, due_at AS dueAt, settled_at AS settledAt, error, discarded_at AS discardedAt,
  discard_reason AS discardReason`;

const QUARANTINE = `
  seq, id, path, event_type AS eventType, reasons, received_at AS receivedAt, length(body) AS bytes`;

const STATEMENTS = {
  notification: `SELECT ${NOTIFICATION}, body FROM notification WHERE id = ?`,
  deliveries: `SELECT received_at AS receivedAt FROM delivery WHERE notification = ? ORDER BY number`,
  attempts: `
    SELECT number, outcome, started_at AS startedAt, ended_at AS endedAt, error FROM attempt
    WHERE notification = ? ORDER BY number DESC LIMIT 100`,

  quarantinedBody: `SELECT ${QUARANTINE}, body FROM quarantine WHERE id = ?`,

  observations: `
    SELECT event_type AS eventType, pointer, kind, value, first_seen AS firstSeen, last_seen AS lastSeen, count
    FROM observation ORDER BY last_seen DESC, event_type, pointer, kind, value`,

  rarer: `
    SELECT
      coalesce(sum(count) FILTER (WHERE state = :state), 0) AS ofState,
      coalesce(sum(count) FILTER (WHERE event_type = :eventType), 0) AS ofType
    FROM tally`,

  tally: `SELECT event_type AS eventType, state, count FROM tally WHERE count > 0 ORDER BY event_type`,

  statistics: `
    SELECT
      (SELECT count(*) FROM notification WHERE discarded_at IS NOT NULL) AS discarded,
      (SELECT count(*) FROM quarantine) AS quarantined,
      (SELECT min(received_at) FROM (
        SELECT * FROM (SELECT received_at FROM notification WHERE state = 'pending' ORDER BY seq LIMIT 1)
        UNION ALL
        SELECT * FROM (SELECT received_at FROM notification WHERE state = 'handling' ORDER BY seq LIMIT 1)
      )) AS oldestPending`,
};
