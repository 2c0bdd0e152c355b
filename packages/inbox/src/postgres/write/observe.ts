import type { IncomingRow } from '../../rows/incoming-row.ts';
import type { Query } from '../connection/open-transaction.ts';
import { toColumn } from '../text-column.ts';

/** Counts the observations of the notifications that a transaction receives. */
export async function observe(query: Query, rows: readonly IncomingRow[]): Promise<void> {
  const observed = new Map<string, Observed>();
  for (const [, eventType, , receivedAt, observations] of rows) {
    for (const { pointer, kind, value } of observations) {
      const key = JSON.stringify([eventType, pointer, kind, value]);
      const { times = [] } = observed.get(key) ?? {};
      observed.set(key, {
        eventType,
        pointer: toColumn(pointer),
        kind,
        value: toColumn(value),
        times: [...times, receivedAt],
      });
    }
  }
  if (observed.size === 0) return;
  // In one order, so that no two transactions wait for each other.
  const all = [...observed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  await query(OBSERVE, [
    all.map(({ eventType }) => eventType),
    all.map(({ pointer }) => pointer),
    all.map(({ kind }) => kind),
    all.map(({ value }) => value),
    all.map(({ times }) => times[0]),
    all.map(({ times }) => times.at(-1)),
    all.map(({ times }) => times.length),
    MAX_OBSERVATIONS,
  ]);
}

interface Observed {
  readonly eventType: string;
  readonly pointer: string;
  readonly kind: string;
  readonly value: string;
  readonly times: readonly number[];
}

// Of one event type. A sender that generates a value for every notification must not fill the disk. Transactions that run at
// the same time can add some more.
const MAX_OBSERVATIONS = 1_000;

// Those that exist are counted; of the others, as many are added as there is room for.
const OBSERVE = `
  WITH input AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
      WITH ORDINALITY AS row (event_type, pointer, kind, value, first_seen, last_seen, count, n)),
  known AS (
    SELECT input.*, observation.event_type IS NOT NULL AS is_known,
      row_number() OVER (PARTITION BY input.event_type, observation.event_type IS NOT NULL ORDER BY n) AS place
    FROM input LEFT JOIN observation USING (event_type, pointer, kind, value)),
  room AS (
    SELECT event_type, $8 - count(observation.event_type) AS room
    FROM (SELECT DISTINCT event_type FROM input) AS types LEFT JOIN observation USING (event_type)
    GROUP BY event_type)
  INSERT INTO observation (event_type, pointer, kind, value, first_seen, last_seen, count)
  SELECT event_type, pointer, kind, value, first_seen, last_seen, count
  FROM known JOIN room USING (event_type)
  WHERE is_known OR place <= room
  ORDER BY n
  ON CONFLICT (event_type, pointer, kind, value)
  DO UPDATE SET last_seen = excluded.last_seen, count = observation.count + excluded.count`;
