import type { ReceiveResult } from '../../model.ts';
import type { IncomingRow } from '../../rows/incoming-row.ts';
import { fingerprintOfBody } from '../../rows/parse-body.ts';
import {
  bigints,
  booleans,
  hexBytes,
  integers,
  latin1Bytes,
  texts,
  uuids,
} from '../connection/array-parameter.ts';
import type { Query } from '../connection/open-transaction.ts';
import { lockOf } from '../keys.ts';
import { searchVector } from '../search.ts';
import { toColumn } from '../text-column.ts';
import type { Arrival } from './arrival.ts';
import { compare, type Incoming, type Plan, type Stored } from './compare.ts';
import { deliver, keepDeliveries } from './deliveries.ts';
import { dayOf, type Found, findIdentical } from './find-identical.ts';
import { observe } from './observe.ts';
import { updateHeads } from './queue-heads.ts';
import { replaySelected } from './replay.ts';

/** Settings of receiving. */
export interface ReceiveOptions {
  /** Milliseconds for which a payload without a clock of its own is remembered, to recognise a repetition. */
  readonly deduplicationWindow: number;
  /** Whether a further delivery of a dead notification replays it; absent for yes. */
  readonly replayDead?: boolean | undefined;
}

/** The advisory locks that a transaction holds which receives some notifications. */
export function receivingLocks(arrivals: readonly Arrival[]): bigint[] {
  return arrivals.map(({ receivingKey }) => lockOf(receivingKey));
}

/**
 * Receives notifications in a transaction that holds their locks: the seqs of a subject have the order in which their
 * transactions commit, so no process handles a notification before an earlier one becomes visible.
 */
export async function receiveAll(
  query: Query,
  arrivals: readonly Arrival[],
  { deduplicationWindow, replayDead = true }: ReceiveOptions,
): Promise<readonly ReceiveResult[]> {
  const incoming = arrivals.map(incomingOf);
  const found = await findIdentical(query, arrivals, deduplicationWindow);
  const plan = compare(
    incoming,
    found.map((each) => each?.identical),
    {
      windowMs: deduplicationWindow,
      replayDead,
    },
  );
  await store(query, arrivals, plan.stored);
  await restore(query, arrivals, found, plan);
  await deliver(query, arrivals, plan);
  const last = Math.max(...arrivals.map(({ receivedAt }) => receivedAt));
  await replaySelected(query, [...plan.replayed], last, 'delivery');
  await observe(
    query,
    arrivals.map(({ row }) => row),
  );
  return plan.results;
}

function incomingOf({ row, receivedAt }: Arrival): Incoming {
  const [id, eventType, , , , orderingKey, hash, occurredAt] = row;
  return { id, eventType, orderingKey, hash, hasClock: occurredAt !== undefined, receivedAt };
}

async function store(query: Query, arrivals: readonly Arrival[], stored: readonly Stored[]): Promise<void> {
  const rows = stored.flatMap(({ n, repeats, deliveries }) => {
    const arrival = arrivals[n];
    return arrival
      ? [{ ...arrival, repeats, deliveries: deliveries.map((m) => arrivals[m]?.receivedAt ?? 0) }]
      : [];
  });
  if (rows.length === 0) return;
  const queues = rows.map(({ queue }) => queue);
  const seen = new Set<string>();
  await query(INSERT, [
    texts(rows.map(({ row }) => toColumn(row[0]))),
    texts(rows.map(({ row }) => row[1])),
    texts(rows.map(({ row }) => toColumn(row[5]))),
    uuids(queues),
    booleans(queues.map((queue) => !seen.has(queue) && Boolean(seen.add(queue)))),
    bigints(rows.map(({ row }) => row[7] ?? null)),
    bigints(rows.map(({ row, receivedAt }) => row[7] ?? dayOf(receivedAt))),
    hexBytes(rows.map(({ row }) => row[6])),
    latin1Bytes(rows.map(({ row }) => row[2])),
    bigints(rows.map(({ receivedAt }) => receivedAt)),
    bigints(rows.map(({ quarantinedAt }) => quarantinedAt ?? null)),
    texts(rows.map(({ repeats }) => (repeats === undefined ? null : toColumn(repeats)))),
    texts(rows.map(({ row }) => searchVector(row[8]))),
    bigints(rows.map(({ row }) => row[3])),
    integers(rows.map(({ deliveries }) => deliveries.length + 1)),
    bigints(rows.map(({ receivedAt, deliveries }) => deliveries.at(-1) ?? receivedAt)),
    texts(rows.map(({ row }) => row[9] ?? null)),
  ]);
  await keepDeliveriesOfNew(query, rows);
}

/** Keeps the times of the further deliveries that came in the transaction that stores their notifications. */
async function keepDeliveriesOfNew(
  query: Query,
  rows: readonly { readonly row: IncomingRow; readonly deliveries: readonly number[] }[],
): Promise<void> {
  const repeated = rows.filter(({ deliveries }) => deliveries.length > 0);
  if (repeated.length === 0) return;
  const found = await query(FIND_SEQS, [texts(repeated.map(({ row }) => toColumn(row[0])))]);
  await keepDeliveries(
    query,
    repeated.flatMap(({ deliveries }, index) =>
      deliveries.map((receivedAt, m) => ({ seq: found[index]?.['seq'], number: m + 2, receivedAt })),
    ),
  );
}

/** Replaces damaged bodies by those received now: they are the same, and intact. */
async function restore(
  query: Query,
  arrivals: readonly Arrival[],
  found: readonly (Found | undefined)[],
  { deliveries }: Plan,
): Promise<void> {
  for (const [seq, [n = 0]] of deliveries) {
    const stored = found[n];
    const row = arrivals[n]?.row;
    if (!stored || !row) continue;
    const [, eventType, body, , , , hash] = row;
    const storedHash = fingerprintOfBody(eventType, stored.body);
    if (storedHash && Buffer.from(storedHash).toString('hex') === hash) continue;
    await query(RESTORE_BODY, [Buffer.from(body, 'latin1').toString('hex'), seq]);
    await query(MAKE_READABLE, [seq]);
    await updateHeads(query, [stored.queue], true);
  }
}

// The seqs come first: to join what was inserted with the input by anything else would compare each row with each other one.
// The scalar subquery is looked up by index for each row. EXISTS would let the planner read all unfinished notifications
// for each group instead.
const INSERT = `
  WITH input AS MATERIALIZED (
    SELECT nextval('notification_seq_seq') AS seq, row.*
    FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::boolean[], $6::bigint[], $7::bigint[], $8::bytea[],
      $9::bytea[], $10::bigint[], $11::bigint[], $12::text[], $13::text[], $14::bigint[], $15::int[], $16::bigint[],
      $17::text[])
      AS row (id, event_type, ordering_key, queue, is_first, occurred_at, clock, hash, body, received_at, quarantined_at,
        repeats, terms, due_at, deliveries, last_received_at, trace_context)),
  stored AS (
    INSERT INTO notification (seq, id, event_type, ordering_key, queue, occurred_at, clock, hash, body, received_at,
      quarantined_at, repeats, terms, trace_context)
    OVERRIDING SYSTEM VALUE
    SELECT seq, id, event_type, ordering_key, queue, occurred_at, clock, hash, body, received_at, quarantined_at, repeats,
      terms::tsvector, trace_context
    FROM input),
  counted AS (
    INSERT INTO counter_change (event_type, state, change)
    SELECT event_type, 'pending', count(*) FROM input GROUP BY event_type)
  INSERT INTO progress (seq, queue, event_type, occurred_at, received_at, quarantined_at, blocked, due_at, deliveries,
    last_received_at)
  SELECT seq, queue, event_type, occurred_at, received_at, quarantined_at,
    NOT is_first OR (
      SELECT true FROM progress AS earlier
      WHERE earlier.queue = input.queue AND earlier.state IN ('pending', 'handling') LIMIT 1) IS NOT NULL,
    due_at, deliveries, last_received_at
  FROM input`;

const FIND_SEQS = `
  SELECT seq FROM notification JOIN unnest($1::text[]) WITH ORDINALITY AS requested (id, n) USING (id) ORDER BY n`;

const RESTORE_BODY = `UPDATE notification SET body = decode($1, 'hex') WHERE seq = $2`;
const MAKE_READABLE = `UPDATE progress SET unreadable = NULL WHERE seq = $1`;
