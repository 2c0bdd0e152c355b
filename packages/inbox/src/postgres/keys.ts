import { hash } from 'node:crypto';

/** The queue of a subject: the first 128 bits of the SHA-256 of its ordering key, as a UUID. */
export function queueOf(orderingKey: string): string {
  const digits = hash('sha256', orderingKey, 'hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-');
}

/** The advisory lock of a queue: its first 64 bits. Two queues with the same lock only wait for each other. */
export function lockOf(queue: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${queue.replaceAll('-', '').slice(0, 16)}`));
}

/** The advisory lock of all writes to quarantine. */
export const QUARANTINE_LOCK = 7_211_001n;

/** The advisory lock of migrations. */
export const MIGRATION_LOCK = 7_211_002n;

/** The advisory lock of the process that adds up the changes of the counters. */
export const COUNTER_LOCK = 7_211_003n;

/** The advisory lock of the migrations of handlers. */
export const HANDLER_MIGRATION_LOCK = 7_211_004n;

/** The advisory lock of starting a job. */
export const JOB_LOCK = 7_211_006n;

/** The advisory lock of copies of an inbox into the database. */
export const COPY_LOCK = 7_211_005n;
