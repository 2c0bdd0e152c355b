import type { DatabaseSync } from 'node:sqlite';
import type { ReceiveResult } from '../../model.ts';
import { type IncomingRow, unpackIncoming } from '../../rows/incoming-row.ts';
import { fingerprintOfBody } from '../../rows/parse-body.ts';
import { prepareAll } from '../prepare-all.ts';
import type { BatchedInserts } from './batched-inserts.ts';
import type { Counters } from './counters.ts';
import type { Duplicates, Identical } from './duplicates.ts';
import { openObserve } from './observe.ts';
import type { ReplayMethods } from './replay.ts';
import type { SubjectQueues } from './subject-queues.ts';

/** What receives notifications. */
export interface ReceiveMethods {
  receive(row: IncomingRow): ReceiveResult;
  /** When the last notification was received; 0 if there is none. */
  latestNotificationAt(): number;
}

/** Settings of receiving. */
export interface ReceiveOptions {
  /** Whether a further delivery of a dead notification replays it; absent for yes. */
  readonly replayDead?: boolean | undefined;
}

/** Opens the tables for incoming notifications. */
export function openReceive(
  database: DatabaseSync,
  inserts: BatchedInserts,
  duplicates: Duplicates,
  counters: Counters,
  queues: SubjectQueues,
  { replay }: ReplayMethods,
  { replayDead = true }: ReceiveOptions,
): ReceiveMethods {
  const sql = prepareAll(database, STATEMENTS);
  const observe = openObserve(database);
  // It never goes back, whatever the clock does: notifications are found by time in the order of their seqs.
  let latest = Number(sql.findLatest.get()?.['received_at'] ?? 0);

  /** Replaces a damaged body by the one received now: it is the same, and intact. */
  function restore({ id, state }: Identical, eventType: string, body: Uint8Array, hash: Uint8Array): void {
    const stored = sql.findBody.get(id);
    const storedHash = stored && fingerprintOfBody(eventType, stored['body'] as Uint8Array);
    if (!stored || (storedHash && Buffer.compare(storedHash, hash) === 0)) return;
    sql.restoreBody.run(body, id);
    if (state === 'pending') queues.recomputeHead(String(stored['ordering_key']));
  }

  /** Counts a further delivery. A dead notification is replayed: the sender asks for it, and nothing is done twice. */
  function deliver({ id, state }: Identical, receivedAt: number): ReceiveResult {
    const delivery = sql.countDelivery.get(receivedAt, id);
    if (delivery && Number(delivery['deliveries']) <= MAX_DELIVERIES)
      sql.keepDelivery.run(Number(delivery['seq']), Number(delivery['deliveries']), receivedAt);
    const isDead = state === 'dead';
    if (isDead && replayDead) replay([id], receivedAt, 'delivery');
    const ofDead = replayDead ? 'replayed' : 'dead';
    const outcome = state === 'discarded' ? 'discarded' : isDead ? ofDead : 'counted';
    return { id, duplicate: true, repetition: { of: id, outcome } };
  }

  return {
    receive(row) {
      const incoming = unpackIncoming(row);
      const { id, eventType, orderingKey, hash, occurredAt, body, searchText, traceContext } = incoming;
      observe(eventType, incoming.observations, incoming.receivedAt);
      latest = Math.max(latest, incoming.receivedAt);
      const verdict = duplicates.compare({
        id,
        eventType,
        orderingKey,
        hash,
        occurredAt,
        receivedAt: latest,
      });
      if (verdict.kind === 'duplicate') {
        restore(verdict.of, eventType, body, hash);
        return deliver(verdict.of, latest);
      }
      const { repeats } = verdict;
      const [receivedAt, dueAt] = [latest, incoming.receivedAt];
      inserts.add({
        id,
        eventType,
        orderingKey,
        occurredAt,
        body,
        receivedAt,
        dueAt,
        repeats,
        searchText,
        traceContext,
      });
      counters.add(eventType, 'pending', 1);
      if (repeats === undefined) return { id, duplicate: false };
      return { id, duplicate: false, repetition: { of: repeats, outcome: 'received' } };
    },

    latestNotificationAt: () => latest,
  };
}

// Of one notification. A sender that repeats it for ever must not fill the disk; all deliveries are counted.
const MAX_DELIVERIES = 100;

const STATEMENTS = {
  findLatest: `SELECT received_at FROM notification ORDER BY seq DESC LIMIT 1`,

  findBody: `SELECT body, ordering_key FROM notification WHERE id = ?`,
  restoreBody: `UPDATE notification SET body = ?, unreadable = NULL WHERE id = ?`,
  countDelivery: `
    UPDATE notification SET deliveries = deliveries + 1, last_received_at = ? WHERE id = ?
    RETURNING seq, deliveries`,
  keepDelivery: `INSERT INTO delivery (notification, number, received_at) VALUES (?, ?, ?)`,
};
