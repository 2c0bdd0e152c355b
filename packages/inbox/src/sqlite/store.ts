import { DatabaseSync } from 'node:sqlite';
import type { Outcome } from '../inbox.ts';
import { migrate } from './migrate.ts';
import * as sql from './statements.ts';

/** Settings of a store. */
export interface StoreOptions {
  readonly file: string;
  /** Milliseconds within which an equal payload without a clock of its own counts as a repetition. */
  readonly deduplicationWindow: number;
  /** How many refused bodies are kept. */
  readonly quarantineCapacity: number;
}

/** A receipt as rows and columns. Times are milliseconds since 1970 unless said otherwise. */
export interface ReceiptRow {
  readonly id: string;
  readonly eventType: string;
  readonly line: string;
  readonly hash: Uint8Array;
  /** Nanoseconds since 1970. */
  readonly occurredAt: bigint | null;
  readonly body: Uint8Array;
  readonly receivedAt: number;
  readonly observations: readonly { pointer: string; kind: string; value: string }[];
}

/** A refused body as a row. */
export interface RefusedRow {
  readonly id: string;
  readonly path: string;
  readonly eventType: string | null;
  readonly body: Uint8Array;
  readonly reasons: string;
  readonly receivedAt: number;
}

/** A claimed notification as a row. */
export interface ClaimRow {
  readonly id: string;
  readonly eventType: string;
  readonly body: Uint8Array;
  readonly receivedAt: number;
  readonly deliveries: number;
  readonly attempts: number;
  readonly stale: number;
}

/**
 * The inbox as one SQLite file. Every method belongs into a transaction; the caller opens and ends it, so that several
 * can share one and its one wait for the disk.
 */
export function openStore({ file, deduplicationWindow, quarantineCapacity }: StoreOptions) {
  const lock = lockFile(file);
  const database = new DatabaseSync(file);
  // In WAL mode FULL is what makes a commit outlive a loss of power, not only a crash of the process.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  migrate(database);
  // Only one process has the file, so whatever was being handled belongs to one that is no more.
  database.exec(sql.RECOVER);
  const prepared = sql.prepareAll(database);

  return {
    begin: () => database.exec('BEGIN IMMEDIATE'),
    commit: () => database.exec('COMMIT'),
    rollback: () => {
      if (database.isTransaction) database.exec('ROLLBACK');
    },

    receive({ id, eventType, line, hash, occurredAt, body, receivedAt, observations }: ReceiptRow) {
      for (const { pointer, kind, value } of observations) {
        const key = [eventType, pointer, kind, value];
        if (prepared.countObservation.run(receivedAt, ...key).changes > 0) continue;
        prepared.keepObservation.run(...key, receivedAt, receivedAt, eventType, MAX_OBSERVATIONS);
      }
      const oldest = occurredAt === null ? receivedAt - deduplicationWindow : Number.MIN_SAFE_INTEGER;
      const known = prepared.findFingerprint.get(hash, oldest);
      if (known) {
        prepared.countDelivery.run(receivedAt, String(known['id']));
        return { id: String(known['id']), duplicate: true };
      }
      prepared.keepFingerprint.run(hash, id, receivedAt);
      prepared.insert.run(id, eventType, line, occurredAt, body, receivedAt, receivedAt, line, receivedAt);
      return { id, duplicate: false };
    },

    quarantine({ id, path, eventType, body, reasons, receivedAt }: RefusedRow): void {
      prepared.quarantine.run(id, path, eventType, body, reasons, receivedAt);
      prepared.trimQuarantine.run(quarantineCapacity);
    },

    claim(limit: number, now: number): ClaimRow[] {
      return prepared.claim.all(now, limit).map((row) => ({ ...row })) as unknown as ClaimRow[];
    },

    settle(id: string, outcome: Outcome, now: number): void {
      const { state } = outcome;
      const error = state === 'handled' ? null : outcome.error;
      const dueAt = state === 'pending' ? outcome.dueAt.getTime() : now;
      const settled = prepared.settle.get(state, error, dueAt, state === 'pending' ? null : now, id);
      if (!settled) throw new Error(`notification ${id} is not being handled`);
      if (state !== 'pending') prepared.release.run(String(settled['line']));
    },

    nextDue: () => prepared.nextDue.get()?.['due_at'] as number | undefined,
    observations: () => prepared.observations.all().map((row) => ({ ...row })),
    statistics: () => ({ ...prepared.statistics.get() }) as Record<string, number | null>,
    removeHandled: (before: number, limit: number) =>
      Number(prepared.removeHandled.run(before, limit).changes),
    check: (now: number) => void prepared.heartbeat.run(now),

    close(): void {
      database.close();
      lock.close();
    },
  };
}

// Of one event type. A sender that makes up a value for every notification must not fill the disk.
const MAX_OBSERVATIONS = 1_000;

/** An open store. */
export type Store = ReturnType<typeof openStore>;

/**
 * Keeps every other process away from the inbox for as long as this one lives, and not a moment longer: the operating
 * system lets go of the lock when the process ends, however it ends.
 */
function lockFile(file: string): DatabaseSync {
  const lock = new DatabaseSync(`${file}.lock`);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    return lock;
  } catch (error) {
    lock.close();
    throw new Error(`the inbox ${file} is in use by another process`, { cause: error });
  }
}
