import { DatabaseSync } from 'node:sqlite';
import { isEventType } from '@partner-webhooks/types';
import { fingerprintOfBody } from '../../rows/parse-body.ts';
import { explained } from './explain-error.ts';
import { openWhole } from './padded-file.ts';
import { isDamage, type Row, readableRows } from './readable-rows.ts';

/** The result of a check of the file of an inbox. */
export interface FileReport {
  /** How many notifications can be read. */
  readonly notifications: number;
  /** A sentence for each fault; none if the file is sound. No text of a body is in it. */
  readonly faults: readonly string[];
}

/**
 * Checks the file of an inbox, also while a receiver has it open: the structure of the database, each body, and whether
 * fingerprints, search index and counters agree with the notifications.
 *
 * @throws Error if the file is missing.
 */
export function checkFile(file: string): FileReport {
  const shorter: string[] = [];
  try {
    const whole = openWhole(file, file);
    const { database, missingBytes } = whole;
    if (missingBytes > 0) shorter.push(shorterFault(missingBytes));
    try {
      // All queries read one state of the inbox.
      database.exec('BEGIN');
      const { notifications, faults } = check(database);
      return { notifications, faults: [...shorter, ...faults] };
    } finally {
      whole.close();
    }
  } catch (error) {
    if (isDamage(error))
      return { notifications: 0, faults: [...shorter, `nothing can be read: ${error.message}`] };
    throw explained(error, file);
  }
}

/** Opens the file for a check of its structure alone, which takes some seconds for each gigabyte. */
export function openChecker({ file }: { readonly file: string }) {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  return {
    begin() {},
    commit() {},
    rollback() {},
    /** @returns a sentence for each fault. */
    quickCheck: (): string[] => structureFaults(database, 'quick_check'),
    close: (): void => database.close(),
  };
}

/** An open checker. */
export type Checker = ReturnType<typeof openChecker>;

function check(database: DatabaseSync): FileReport {
  const faults = structureFaults(database, 'integrity_check');
  const hasFingerprint = openFingerprintCheck(database);
  const counts = new Map<string, number>();
  let notifications = 0;
  const onUnreadable = (after: bigint, { message }: Error) =>
    void faults.push(`notifications after seq ${after} cannot be read: ${message}`);
  for (const row of readableRows(database, 'notification', 'seq', onUnreadable)) {
    notifications += 1;
    const key = `${row['event_type']} ${row['state']}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const fault = notificationFault(row, hasFingerprint);
    if (fault) faults.push(`notification ${row['id']} (seq ${row['seq']}) ${fault}`);
  }
  for (const part of [() => counterFaults(database, counts), () => searchIndexFaults(database)]) {
    try {
      faults.push(...part());
    } catch (error) {
      if (!isDamage(error)) throw error;
      faults.push(`counters or the search index cannot be read: ${error.message}`);
    }
  }
  return { notifications, faults };
}

function shorterFault(bytes: number): string {
  return `the file is ${bytes} bytes shorter than its header says: its last pages are missing, and a receiver cannot open it. See "The file is damaged" in docs/operations.md`;
}

function structureFaults(database: DatabaseSync, pragma: 'quick_check' | 'integrity_check'): string[] {
  try {
    const rows = database.prepare(`PRAGMA ${pragma}(${MAX_FAULTS})`).all();
    return rows.map((row) => String(row[pragma])).filter((text) => text !== 'ok');
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [error.message];
  }
}

function notificationFault(
  row: Row,
  hasFingerprint: (hash: Uint8Array, row: Row) => boolean,
): string | undefined {
  const eventType = String(row['event_type']);
  if (!isEventType(eventType))
    return `is of the event type ${JSON.stringify(eventType)}, which this program does not know`;
  const hash = fingerprintOfBody(eventType, row['body'] as Uint8Array);
  if (!hash) return 'has a body that is no JSON';
  return hasFingerprint(hash, row)
    ? undefined
    : 'has a body without a fingerprint: it may not be what was received';
}

/** Opens what says whether the fingerprint of a body is there, under the clock that it is stored with. */
function openFingerprintCheck(database: DatabaseSync): (hash: Uint8Array, row: Row) => boolean {
  const find = database.prepare('SELECT 1 FROM fingerprint WHERE clock = ? AND hash = ?');
  return (hash, row) => {
    const day = (BigInt(row['received_at'] as bigint) / DAY_MS) * DAY_MS * NANOSECONDS;
    const occurredAt = row['occurred_at'] as bigint | null;
    // 0: written before fingerprints had a clock. A day less: the clock of the machine was set back.
    const clocks = occurredAt === null ? [day, day - DAY_MS * NANOSECONDS, 0n] : [occurredAt, 0n];
    try {
      // A damaged time may be too large for the column.
      const possible = clocks.filter((clock) => BigInt.asIntN(64, clock) === clock);
      return possible.some((clock) => find.get(clock, hash) !== undefined);
    } catch (error) {
      if (!isDamage(error)) throw error;
      // The check of the structure reports it.
      return true;
    }
  };
}

function counterFaults(database: DatabaseSync, counts: ReadonlyMap<string, number>): string[] {
  const counters = new Map(
    database
      .prepare('SELECT event_type, state, count FROM counter')
      .all()
      .map(({ event_type, state, count }) => [`${event_type} ${state}`, Number(count)]),
  );
  return [...new Set([...counters.keys(), ...counts.keys()])].flatMap((key) => {
    const [counted, there] = [counters.get(key) ?? 0, counts.get(key) ?? 0];
    return counted === there
      ? []
      : [`${counted} notifications are counted as ${key}, and ${there} can be read`];
  });
}

function searchIndexFaults(database: DatabaseSync): string[] {
  const count = (sql: string) => Number(database.prepare(sql).get()?.['count']);
  const missing = count(`
    SELECT count(*) AS count FROM notification
    WHERE seq <= (SELECT max(id) FROM search_index_docsize) AND seq NOT IN (SELECT id FROM search_index_docsize)`);
  const needless = count(
    'SELECT count(*) AS count FROM search_index_docsize WHERE id NOT IN (SELECT seq FROM notification)',
  );
  return [
    ...(missing > 0 ? [`${missing} notifications are not in the search index`] : []),
    ...(needless > 0 ? [`${needless} entries in the search index belong to no notification`] : []),
  ];
}

const MAX_FAULTS = 100;
const BUSY_TIMEOUT_MS = 5_000;
const DAY_MS = 86_400_000n;
const NANOSECONDS = 1_000_000n;
