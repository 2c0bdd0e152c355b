import type { DatabaseSync } from 'node:sqlite';
import type { State } from '../../model.ts';
import { prepareAll } from '../prepare-all.ts';
import type { BatchedInserts } from './batched-inserts.ts';

/** An incoming notification, as far as duplicates are concerned. */
interface Incoming {
  readonly id: string;
  readonly eventType: string;
  /** Its ordering key: the id if it has no subject. */
  readonly orderingKey: string;
  /** Fingerprint of event type and payload. */
  readonly hash: Uint8Array;
  /** The platform's clock, nanoseconds since 1970. */
  readonly occurredAt: bigint | undefined;
  /** Milliseconds since 1970; never before that of an earlier one. */
  readonly receivedAt: number;
}

/** A stored notification with the same fingerprint. */
export interface Identical {
  readonly id: string;
  readonly seq: number;
  readonly state: State;
  /** 1 if a handler has been called for it. */
  readonly begun: 0 | 1;
}

/** Whether an incoming notification is new, new with the payload of another one, or a further delivery of a stored one. */
type Verdict =
  | { readonly kind: 'new'; readonly repeats?: string }
  | { readonly kind: 'duplicate'; readonly of: Identical };

/** Tells duplicates from new notifications, by the fingerprints of the stored ones. */
export interface Duplicates {
  /**
   * Compares an incoming notification with the stored ones, and stores its fingerprint if it is new.
   *
   * With a clock, the same payload is the same event for as long as its notification is stored. Without one it can be
   * another event that looks the same (a price that returns, a second fill), so it is a duplicate only if one handling
   * serves both: no handler has been called for the stored one, and nothing else with the same subject was received in
   * between.
   */
  compare(incoming: Incoming): Verdict;
  /** Removes the fingerprint of a notification that is removed, so that the same payload is received as new. */
  remove(removed: Pick<Incoming, 'id' | 'hash' | 'occurredAt' | 'receivedAt'>): void;
}

/**
 * Opens the fingerprints.
 *
 * @param windowMs for which a payload without a clock is remembered.
 */
export function openDuplicates(
  database: DatabaseSync,
  windowMs: number,
  inserts: BatchedInserts,
): Duplicates {
  const sql = prepareAll(database, STATEMENTS);

  function identical(clock: bigint, hash: Uint8Array, oldest: number): Identical | undefined {
    const found = sql.find.get(clock, hash, oldest);
    if (!found) return undefined;
    inserts.write();
    return sql.stored.get(String(found['id'])) as unknown as Identical | undefined;
  }

  function compareByClock({ id, hash, receivedAt }: Incoming, clock: bigint): Verdict {
    if (sql.addIfAbsent.run(clock, hash, id, receivedAt).changes === 1) return { kind: 'new' };
    const of = identical(clock, hash, Number.MIN_SAFE_INTEGER);
    if (of) return { kind: 'duplicate', of };
    // The notification has been removed without its fingerprint, by an older version.
    sql.put.run(clock, hash, id, receivedAt);
    return { kind: 'new' };
  }

  function compareByReceivedAt(incoming: Incoming): Verdict {
    const { id, hash, receivedAt } = incoming;
    const oldest = receivedAt - windowMs;
    let of: Identical | undefined;
    for (let day = receivedAt; !of && dayOf(day) >= dayOf(oldest); day -= DAY_MS)
      of = identical(dayOf(day), hash, oldest);
    if (of && of.state === 'pending' && of.begun === 0 && isLast(of, incoming))
      return { kind: 'duplicate', of };
    putLast(dayOf(receivedAt), hash, id, receivedAt);
    return { kind: 'new', ...(of && { repeats: of.id }) };
  }

  /** Stores the fingerprint of the last notification with a payload; that of the one before it is kept for its removal. */
  function putLast(day: bigint, hash: Uint8Array, id: string, receivedAt: number): void {
    if (sql.addIfAbsent.run(day, hash, id, receivedAt).changes === 1) return;
    sql.keepEarlier.run(day, hash);
    sql.put.run(day, hash, id, receivedAt);
  }

  /** Removes the fingerprint of one of the notifications with a payload. The last one that is left is compared from now on. */
  function removeOne(day: bigint, hash: Uint8Array, id: string): void {
    if (sql.remove.run(day, hash, id).changes === 0) sql.removeEarlier.run(day, hash, id);
    else if (sql.putEarlier.run(day, hash).changes === 1) sql.removePut.run(day, hash);
  }

  /** Whether nothing else with the same subject was received after a notification: 10, 11, 10 are three prices. */
  function isLast({ seq }: Identical, { id, eventType, orderingKey }: Incoming): boolean {
    if (Number(sql.newest.get()?.['seq']) > seq + MAX_ROWS_BETWEEN) return false;
    const between =
      orderingKey === id
        ? sql.betweenOfType.get(seq, eventType)
        : sql.betweenOfOrderingKey.get(seq, orderingKey);
    return between === undefined;
  }

  return {
    compare: (incoming) =>
      incoming.occurredAt === undefined
        ? compareByReceivedAt(incoming)
        : compareByClock(incoming, incoming.occurredAt),
    remove({ id, hash, occurredAt, receivedAt }) {
      if (occurredAt === undefined) removeOne(dayOf(receivedAt), hash, id);
      else sql.remove.run(occurredAt, hash, id);
    },
  };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

// How many rows are read in between. If more were received, a repetition counts as new: it is handled once more than
// needed, and no sender can make receiving slow.
const MAX_ROWS_BETWEEN = 1_000;

/** The beginning of a day (UTC) in nanoseconds, which stands for the clock of a payload without one. */
function dayOf(time: number): bigint {
  return BigInt(Math.floor(time / DAY_MS) * DAY_MS) * 1_000_000n;
}

const STATEMENTS = {
  find: `SELECT id FROM fingerprint WHERE clock = ? AND hash = ? AND received_at >= ?`,
  addIfAbsent: `
    INSERT INTO fingerprint (clock, hash, id, received_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  put: `INSERT OR REPLACE INTO fingerprint (clock, hash, id, received_at) VALUES (?, ?, ?, ?)`,
  remove: `DELETE FROM fingerprint WHERE clock = ? AND hash = ? AND id = ?`,

  keepEarlier: `
    INSERT INTO earlier_fingerprint (clock, hash, id, received_at)
    SELECT clock, hash, id, received_at FROM fingerprint WHERE clock = ? AND hash = ?
    ON CONFLICT DO NOTHING`,
  removeEarlier: `DELETE FROM earlier_fingerprint WHERE clock = ? AND hash = ? AND id = ?`,
  putEarlier: `
    INSERT INTO fingerprint (clock, hash, id, received_at)
    SELECT clock, hash, id, received_at FROM earlier_fingerprint WHERE clock = ? AND hash = ? ORDER BY seq DESC LIMIT 1`,
  removePut: `
    DELETE FROM earlier_fingerprint WHERE (clock, hash, id) IN (
      SELECT clock, hash, id FROM fingerprint WHERE clock = ? AND hash = ?)`,

  stored: `
    SELECT id, seq, state, claimed_at IS NOT NULL AS begun
    FROM notification WHERE id = ?`,
  newest: `SELECT max(seq) AS seq FROM notification`,
  betweenOfType: `SELECT 1 FROM notification NOT INDEXED WHERE seq > ? AND event_type = ? LIMIT 1`,
  betweenOfOrderingKey: `SELECT 1 FROM notification NOT INDEXED WHERE seq > ? AND ordering_key = ? LIMIT 1`,
};
