import type { Query } from '../connection/open-transaction.ts';
import type { Arrival } from './arrival.ts';
import type { Plan } from './compare.ts';

/** Counts further deliveries of what was stored before, and keeps the times of the first ones. */
export async function deliver(
  query: Query,
  arrivals: readonly Arrival[],
  { deliveries }: Plan,
): Promise<void> {
  if (deliveries.size === 0) return;
  const all = [...deliveries].map(([seq, positions]) => ({
    seq,
    times: positions.map((n) => arrivals[n]?.receivedAt ?? 0),
  }));
  const rows = await query(COUNT_DELIVERIES, [
    all.map(({ seq }) => seq),
    all.map(({ times }) => times.length),
    all.map(({ times }) => times.at(-1)),
  ]);
  const before = new Map(rows.map(({ seq, before }) => [Number(seq), Number(before)]));
  await keepDeliveries(
    query,
    all.flatMap(({ seq, times }) =>
      times.map((receivedAt, m) => ({ seq, number: (before.get(seq) ?? 0) + m + 1, receivedAt })),
    ),
  );
}

interface DeliveryRow {
  readonly seq: unknown;
  readonly number: number;
  readonly receivedAt: number;
}

/** Keeps the times of the first deliveries of notifications; the first one of each is its own. */
export async function keepDeliveries(query: Query, rows: readonly DeliveryRow[]): Promise<void> {
  const retained = rows.filter(({ number }) => number <= MAX_DELIVERIES);
  if (retained.length === 0) return;
  await query(KEEP_DELIVERIES, [
    retained.map(({ seq }) => seq),
    retained.map(({ number }) => number),
    retained.map(({ receivedAt }) => receivedAt),
  ]);
}

// Of one notification. A sender that repeats it for ever must not fill the disk; all deliveries are counted.
const MAX_DELIVERIES = 100;

const COUNT_DELIVERIES = `
  UPDATE progress SET deliveries = deliveries + added.count, last_received_at = added.last
  FROM unnest($1::bigint[], $2::int[], $3::bigint[]) AS added (seq, count, last)
  WHERE progress.seq = added.seq
  RETURNING progress.seq, progress.deliveries - added.count AS before`;

const KEEP_DELIVERIES = `
  INSERT INTO delivery (seq, number, received_at) SELECT * FROM unnest($1::bigint[], $2::int[], $3::bigint[])
  ON CONFLICT DO NOTHING`;
