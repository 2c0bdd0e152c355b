import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { isDamage } from '../file/readable-rows.ts';
import type { Advice } from '../program.ts';

/**
 * Damaged pages of the file. A notification that cannot be read is left out, and all others are handled. As long as the file
 * is sound this costs nothing. Once a transaction has read a damaged page, SQLite lets it write nothing more, so it is run
 * again without the notification that led there; from then on each notification is read over a second connection before it
 * is claimed.
 */
export interface Damage {
  /** Whether a damaged page has been found since the start. */
  isKnown(): boolean;
  /** Notes which notification is about to be written; `undefined` when that is done. */
  approach(seq: number | undefined): void;
  /** Examines the error that a transaction failed with, after its rollback. */
  after(error: unknown): Advice;
  /** Reads a notification, and leaves it out if that fails. */
  isReadable(seq: number): boolean;
  /** Leaves a notification out for as long as this process lives. */
  leaveOut(seq: number): void;
  /** How many are left out. */
  count(): number;
  /** Runs a transaction at the start. If it fails because of damage it is left undone, and the inbox opens all the same. */
  attempt(work: () => void): void;
  /** What was found since the last call, as sentences. */
  takeNotices(): string[];
  close(): void;
}

/** Nothing is known to be damaged at first. */
export function openDamage(file: string, database: DatabaseSync): Damage {
  const leftOut = new Set<number>();
  let notices: string[] = [];
  let isKnown = false;
  let hasFailed = false;
  let seq: number | undefined;
  let reader: { readonly database: DatabaseSync; readonly read: StatementSync } | undefined;

  function note({ message }: Error): void {
    if (!isKnown) notices.push(`a page of the inbox cannot be read: ${message}`);
    isKnown = true;
  }

  function leaveOut(each: number): void {
    if (!leftOut.has(each))
      notices.push(`the notification at seq ${each} cannot be read, and is not handled`);
    leftOut.add(each);
    isKnown = true;
  }

  function read(each: number): void {
    if (!reader) {
      const connection = new DatabaseSync(file, { readOnly: true });
      reader = { database: connection, read: connection.prepare('SELECT * FROM notification WHERE seq = ?') };
      reader.read.setReadBigInts(true);
    }
    reader.read.get(each);
  }

  return {
    isKnown: () => isKnown,
    approach(each) {
      seq = each;
    },
    after(error) {
      const reached = seq;
      seq = undefined;
      if (!isDamage(error)) return 'give up';
      const isFirst = !hasFailed;
      hasFailed = true;
      note(error);
      if (reached !== undefined && !leftOut.has(reached)) {
        leaveOut(reached);
        return 'again';
      }
      return isFirst ? 'again' : 'apart';
    },
    isReadable(each) {
      if (leftOut.has(each)) return false;
      try {
        read(each);
        return true;
      } catch (error) {
        if (!isDamage(error)) throw error;
        note(error);
        leaveOut(each);
        return false;
      }
    },
    leaveOut,
    count: () => leftOut.size,
    attempt(work) {
      database.exec('BEGIN IMMEDIATE');
      try {
        work();
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        if (!isDamage(error)) throw error;
        note(error);
      }
    },
    takeNotices() {
      const taken = notices;
      notices = [];
      return taken;
    },
    close: () => reader?.database.close(),
  };
}
