import type { ReceiveResult } from '../../model.ts';
import type { IncomingRow } from '../../rows/incoming-row.ts';
import { fingerprintOfBody } from '../../rows/parse-body.ts';
import type { Query } from '../connection/transactions.ts';
import { lockOf, queueOf } from '../keys.ts';
import { searchVector } from '../search.ts';
import { toColumn } from '../text-column.ts';
import type { Arrival } from './arrival.ts';
import { compare, type Incoming, type Plan, type Stored } from './compare.ts';
import { count } from './counters.ts';
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

/**
 * The key of which one transaction at a time receives: the queue if there is a subject. A payload without one is compared
 * with its repetitions only.
 */
export function receivingKey([id, , , , , orderingKey, hash]: IncomingRow): string {
  return orderingKey === id ? queueOf(hash) : queueOf(orderingKey);
}

/** The advisory locks that a transaction holds which receives some notifications. */
export function receivingLocks(rows: readonly IncomingRow[]): bigint[] {
  return rows.map((row) => lockOf(receivingKey(row)));
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
  const inserted = await query(INSERT, [
    rows.map(({ row }) => toColumn(row[0])),
    rows.map(({ row }) => row[1]),
    rows.map(({ row }) => toColumn(row[5])),
    rows.map(({ row }) => queueOf(row[5])),
    rows.map(({ row }) => row[7]?.toString() ?? null),
    rows.map(({ row, receivedAt }) => String(row[7] ?? dayOf(receivedAt))),
    rows.map(({ row }) => row[6]),
    rows.map(({ row }) => Buffer.from(row[2], 'latin1').toString('hex')),
    rows.map(({ receivedAt }) => receivedAt),
    rows.map(({ quarantinedAt }) => quarantinedAt ?? null),
    rows.map(({ repeats }) => (repeats === undefined ? null : toColumn(repeats))),
    rows.map(({ row }) => searchVector(row[8])),
    rows.map(({ row }) => row[3]),
    rows.map(({ deliveries }) => deliveries.length + 1),
    rows.map(({ receivedAt, deliveries }) => deliveries.at(-1) ?? receivedAt),
  ]);
  await keepDeliveries(
    query,
    rows.flatMap(({ deliveries }, index) =>
      deliveries.map((receivedAt, m) => ({ seq: inserted[index]?.['seq'], number: m + 2, receivedAt })),
    ),
  );
  await count(
    query,
    rows.map(({ row }) => ({ eventType: row[1], state: 'pending', change: 1 })),
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

const INSERT = `
  WITH input AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::bigint[], $6::bigint[], $7::text[], $8::text[],
      $9::bigint[], $10::bigint[], $11::text[], $12::text[], $13::bigint[], $14::int[], $15::bigint[])
      WITH ORDINALITY AS row (id, event_type, ordering_key, queue, occurred_at, clock, hash, body, received_at,
        quarantined_at, repeats, terms, due_at, deliveries, last_received_at, n)),
  stored AS (
    INSERT INTO notification (id, event_type, ordering_key, queue, occurred_at, clock, hash, body, received_at,
      quarantined_at, repeats, terms)
    SELECT id, event_type, ordering_key, queue, occurred_at, clock, decode(hash, 'hex'), decode(body, 'hex'), received_at,
      quarantined_at, repeats, terms::tsvector
    FROM input ORDER BY n
    RETURNING seq, id, queue)
  INSERT INTO progress (seq, queue, event_type, occurred_at, received_at, quarantined_at, blocked, due_at, deliveries,
    last_received_at)
  SELECT stored.seq, stored.queue, event_type, occurred_at, received_at, quarantined_at,
    row_number() OVER (PARTITION BY stored.queue ORDER BY stored.seq) > 1 OR EXISTS (
      SELECT 1 FROM progress AS earlier
      WHERE earlier.queue = stored.queue AND earlier.state IN ('pending', 'handling')),
    due_at, deliveries, last_received_at
  FROM stored JOIN input USING (id)
  ORDER BY n
  RETURNING seq`;

const RESTORE_BODY = `UPDATE notification SET body = decode($1, 'hex') WHERE seq = $2`;
const MAKE_READABLE = `UPDATE progress SET unreadable = NULL WHERE seq = $1`;
