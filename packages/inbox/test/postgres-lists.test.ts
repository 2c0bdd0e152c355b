import { createDatabase } from '@partner-webhooks/test-postgres';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderingKeyOf } from '../src/identity/subject.ts';
import type { NotificationFilter } from '../src/index.ts';
import type { Query } from '../src/postgres/connection/open-transaction.ts';
import { openTransactions, type Transactions } from '../src/postgres/connection/transactions.ts';
import { queueOf } from '../src/postgres/keys.ts';
import { migrate } from '../src/postgres/migrate.ts';
import { listNotifications } from '../src/postgres/read/notification-list.ts';
import { filterRow } from '../src/rows/notification-mapping.ts';
import { searchTerms } from '../src/rows/search-terms.ts';
import { openPostgresRows, type PostgresRows } from './postgres-rows.ts';
import { connectionOf } from './stores.ts';

// What a list of notifications on PostgreSQL costs does not grow with what is stored, whatever its filter is: words that are
// common except in one event type, states that only old notifications have, subjects with thousands. Each step of each plan reads
// a bounded number of rows; the list is continued on the next page.

const STORED = 30_000;
/** No step of a plan reads more. */
const MOST = 10_000;
const START = Date.UTC(2025, 0, 1);
const STEP_MS = 20;
const TYPES = ['TRANSFER_NOTIFICATION', 'USER_NOTIFICATION'] as const;

/** What is stored with a seq, by plain rules. */
function storedAt(seq: number) {
  const eventType = TYPES[seq % 2 === 0 || seq > 20_000 ? 0 : 1];
  const isNew = seq > 25_000;
  const words = [
    'always',
    `only${seq}`,
    ...(isNew ? ['new'] : []),
    ...(seq <= 12_000 ? ['old'] : []),
    ...(eventType === TYPES[1] ? ['other'] : []),
    ...(seq % 7_000 === 0 ? ['few'] : []),
  ];
  const subject = seq % 3 === 0 ? 'busy' : `s${seq}`;
  const state = seq % 500 === 1 ? 'dead' : seq <= 9_000 ? 'discarded' : seq > 29_900 ? 'pending' : 'handled';
  return { seq, eventType, words, subject, state, receivedAt: START + seq * STEP_MS } as const;
}

const ALL = Array.from({ length: STORED }, (_, n) => storedAt(n + 1));

let transactions: Transactions;
let rows: PostgresRows;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createDatabase();
  drop = database.drop;
  transactions = await openTransactions(connectionOf(database.url), { size: 2, prepares: false });
  await migrate(transactions);
  rows = await openPostgresRows(database.url);
  const keys = ALL.map(({ eventType, subject }) => orderingKeyOf(eventType, subject));
  await rows.query(FILL, [
    ALL.map(({ eventType }) => eventType),
    keys,
    keys.map(queueOf),
    ALL.map(({ seq, words, eventType }) =>
      [`id${seq}`, ...words, ...searchTerms(eventType)].map((each) => `'${each}'`).join(' '),
    ),
    ALL.map(({ state }) => state),
    ALL.map(({ receivedAt }) => receivedAt),
  ]);
  await rows.query(
    'INSERT INTO counter SELECT event_type, state, count(*) FROM progress GROUP BY event_type, state',
  );
  await rows.query('VACUUM (ANALYZE) notification, progress');
});

afterAll(async () => {
  await transactions.close();
  await rows.close();
  await drop();
});

const FILL = `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::bigint[]) WITH ORDINALITY
      AS given (event_type, ordering_key, queue, terms, state, received_at, seq)),
  stored AS (
    INSERT INTO notification (seq, id, event_type, ordering_key, queue, clock, hash, body, received_at, terms)
    OVERRIDING SYSTEM VALUE
    SELECT seq, 'id' || seq, event_type, ordering_key, queue, 0, int8send(seq), '', received_at, terms::tsvector FROM given
    ORDER BY seq)
  INSERT INTO progress (seq, queue, event_type, received_at, state, blocked, due_at, last_received_at, cause)
  SELECT seq, queue, event_type, received_at, state, true, 0, received_at, CASE WHEN state = 'dead' THEN 'c' END FROM given
  ORDER BY seq`;

/** A step of a plan, as EXPLAIN shows it. */
interface PlanStep {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanStep[];
}

/** The most rows that a step of a plan reads, with those that it leaves out. The index of the terms gives no rows. */
function mostRows(step: PlanStep): number {
  if (step['Node Type'] === 'Bitmap Index Scan') return 0;
  const read = (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0)) * step['Actual Loops'];
  return Math.max(read, ...(step.Plans ?? []).map(mostRows));
}

/** The seqs of all pages, and the most rows that a step of a plan has read. */
async function listed(filter: NotificationFilter, limit: number, oldestFirst: boolean) {
  const row = filterRow(filter);
  const seqs: number[] = [];
  let most = 0;
  if (!row) return { seqs, most };
  for (let after: number | undefined, isFirst = true; ; isFirst = false) {
    const page = { limit, oldestFirst, after };
    const explained =
      (query: Query): Query =>
      async (text, values) => {
        if (isFirst) {
          const [plan] = await query(
            `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`,
            values,
          );
          const [{ Plan }] = JSON.parse(String(plan?.['QUERY PLAN'])) as [{ readonly Plan: PlanStep }];
          most = Math.max(most, mostRows(Plan));
        }
        return query(text, values);
      };
    const found = await transactions.read((query) => listNotifications(explained(query), row, page), {
      byIndex: true,
    });
    seqs.push(...found.rows.map(({ seq }) => Number(seq)));
    after = found.rows.length === limit ? seqs.at(-1) : found.searchedTo;
    if (after === undefined) return { seqs, most };
  }
}

function matches(stored: (typeof ALL)[number], filter: NotificationFilter): boolean {
  const { eventType, state, subject, receivedFrom, receivedTo, text, cause, unreadable } = filter;
  return (
    (eventType === undefined || stored.eventType === eventType) &&
    (state === undefined || stored.state === state) &&
    (subject === undefined || stored.subject === subject) &&
    (receivedFrom === undefined || stored.receivedAt >= receivedFrom.getTime()) &&
    (receivedTo === undefined || stored.receivedAt < receivedTo.getTime()) &&
    (text === undefined ||
      text.split(' ').every((word) => stored.words.some((each) => each.startsWith(word)))) &&
    (cause === undefined || stored.state === 'dead') &&
    unreadable !== true
  );
}

describe('a list of notifications on PostgreSQL', () => {
  it('has exactly what matches, and reads a bounded number of rows, for every filter', async () => {
    const time = fc.integer({ min: 0, max: STORED }).map((n) => new Date(START + n * STEP_MS));
    const filters = fc.record(
      {
        eventType: fc.constantFrom(...TYPES, 'NO_SUCH_EVENT'),
        state: fc.constantFrom('pending', 'handled', 'dead', 'discarded'),
        subject: fc.constantFrom('busy', 's5', 'nothing'),
        receivedFrom: time,
        receivedTo: time,
        text: fc.constantFrom(
          'always',
          'only',
          'only77',
          'new',
          'old',
          'other',
          'few',
          'old few',
          'only other',
          'none',
          'old new',
        ),
        cause: fc.constantFrom('c'),
        unreadable: fc.boolean(),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<NotificationFilter>;
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.constantFrom(50, 500),
        fc.boolean(),
        async (filter, limit, oldestFirst) => {
          const expected = ALL.filter((each) => matches(each, filter)).map(({ seq }) => seq);
          const { seqs, most } = await listed(filter, limit, oldestFirst);
          expect(seqs).toEqual(oldestFirst ? expected : expected.toReversed());
          expect(most).toBeLessThanOrEqual(MOST);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it.each<[what: string, filter: NotificationFilter]>([
    ['a word that only another event type has', { text: 'other', eventType: TYPES[0] }],
    ['a word that no notification has', { text: 'none' }],
    ['a word that few have, long ago', { text: 'few', eventType: TYPES[1] }],
  ])('finds %s on the first page', async (_what, filter) => {
    const row = filterRow(filter) ?? {};
    const page = { limit: 50, oldestFirst: false };
    const found = await transactions.read((query) => listNotifications(query, row, page), { byIndex: true });
    const expected = ALL.filter((each) => matches(each, filter)).map(({ seq }) => seq);
    expect(found.rows.map(({ seq }) => seq)).toEqual(expected.toReversed());
    expect(found).not.toHaveProperty('searchedTo');
  });
});

const RUNS = Number(process.env['LIST_FILTERS'] ?? 40);
