import type { State } from '../../model.ts';
import type { IncomingRow } from '../../rows/incoming-row.ts';
import { CLOCK_DIFFERENCE_MS } from '../clock-difference.ts';
import { bigints, hexBytes, integers } from '../connection/array-parameter.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn } from '../text-column.ts';
import type { Arrival } from './arrival.ts';
import type { Identical } from './compare.ts';

/** A stored notification with the same fingerprint as one that is received, and its body. */
export interface Found {
  readonly identical: Identical;
  readonly body: Uint8Array;
  readonly queue: string;
}

/** Finds and locks what is stored with the same fingerprints: no claim comes between the comparison and the commit. */
export async function findIdentical(
  query: Query,
  arrivals: readonly Arrival[],
  windowMs: number,
): Promise<(Found | undefined)[]> {
  const candidates = arrivals.flatMap(({ row, receivedAt }, n) =>
    clocksOf(row, receivedAt, windowMs).map((clock) => ({
      n,
      clock,
      hash: row[6],
      oldest: row[7] === undefined ? receivedAt - windowMs : Number.MIN_SAFE_INTEGER,
    })),
  );
  const rows = await query(FIND, [
    integers(candidates.map(({ n }) => n)),
    bigints(candidates.map(({ clock }) => clock)),
    hexBytes(candidates.map(({ hash }) => hash)),
    bigints(candidates.map(({ oldest }) => oldest)),
  ]);
  const found: (Found | undefined)[] = arrivals.map(() => undefined);
  if (rows.length === 0) return found;
  const locked = await query(LOCK, [rows.map(({ seq }) => seq)]);
  const bySeq = new Map(locked.map((row) => [Number(row['seq']), row]));
  for (const { n, seq } of rows) {
    // It may have been removed meanwhile.
    const row = bySeq.get(Number(seq));
    if (!row) continue;
    const { id, state, hasBegun, isLast, queue, body } = row;
    found[Number(n)] = {
      identical: {
        seq: Number(seq),
        id: fromColumn(String(id)),
        state: state as State,
        hasBegun: hasBegun === true,
        isLast: isLast === true,
      },
      body: body as Uint8Array,
      queue: String(queue),
    };
  }
  return found;
}

/**
 * The clocks under which its fingerprint can be stored: its own, or the days of the window, which stand for one. Another
 * process, whose clock is ahead, may be in the next day already.
 */
function clocksOf(row: IncomingRow, receivedAt: number, windowMs: number): bigint[] {
  const occurredAt = row[7];
  if (occurredAt !== undefined) return [occurredAt];
  const days: bigint[] = [];
  const oldest = dayOf(receivedAt - windowMs);
  for (let time = receivedAt + CLOCK_DIFFERENCE_MS; dayOf(time) >= oldest; time -= DAY_MS)
    days.push(dayOf(time));
  return days;
}

/** The beginning of a day (UTC) in nanoseconds. */
export function dayOf(time: number): bigint {
  return BigInt(Math.floor(time / DAY_MS) * DAY_MS) * 1_000_000n;
}

const DAY_MS = 86_400_000;

// How many rows may lie between two identical ones. It is the limit of the SQLite store, so that both give the same answer.
const MAX_ROWS_BETWEEN = 1_000;

// The last one of each. With a clock there is one at most.
const FIND = `
  SELECT DISTINCT ON (c.n) c.n, notification.seq
  FROM unnest($1::int[], $2::bigint[], $3::bytea[], $4::bigint[]) AS c (n, clock, hash, oldest)
  JOIN notification ON notification.clock = c.clock AND notification.hash = c.hash
    AND notification.received_at >= c.oldest
  ORDER BY c.n, notification.seq DESC`;

const LOCK = `
  SELECT progress.seq, notification.id, progress.state, progress.claimed_at IS NOT NULL AS "hasBegun", progress.queue,
    notification.body,
    (SELECT max(seq) FROM notification) <= progress.seq + ${MAX_ROWS_BETWEEN}
      AND NOT EXISTS (
        SELECT 1 FROM notification AS later
        WHERE notification.ordering_key <> notification.id
          AND later.queue = notification.queue AND later.seq > notification.seq)
      AND NOT EXISTS (
        SELECT 1 FROM notification AS later
        WHERE notification.ordering_key = notification.id
          AND later.event_type = notification.event_type AND later.seq > notification.seq) AS "isLast"
  FROM progress JOIN notification USING (seq)
  WHERE progress.seq = ANY($1::bigint[])
  ORDER BY progress.seq
  FOR UPDATE OF progress`;
