import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { isDamage } from '../file/readable-rows.ts';
import type { Advice } from '../program.ts';

/**
 * Damaged pages of the file. A notification that cannot be read is left out, and all others are handled. As long as the file
 * is sound this costs nothing. Once a transaction has read a damaged page, SQLite lets it write nothing more, so it is run
 * again without the notification that led there; from then on each notification is read over a second connection before it
 * is claimed.
 */
export interface Damage extends DamagedRows {
  /** Whether a damaged page has been found since the start. */
  isKnown(): boolean;
  /** Examines the error that a transaction failed with, after its rollback. */
  after(error: unknown): Advice;
  /** The same for rejected bodies. */
  readonly quarantine: DamagedRows;
  /** Runs a transaction at the start. If it fails because of damage it is left undone, and the inbox opens all the same. */
  attempt(work: () => void): void;
  /** What was found since the last call, as sentences. */
  takeNotices(): string[];
  close(): void;
}

/** Nothing is known to be damaged at first. */
export function openDamage(file: string, database: DatabaseSync): Damage {
  let notices: string[] = [];
  let isKnown = false;
  let hasFailed = false;
  /** What is about to be written. @returns whether it has been left out only now. */
  let leaveOutReached: (() => boolean) | undefined;
  let reader: DatabaseSync | undefined;

  function note({ message }: Error): void {
    if (!isKnown) notices.push(`a page of the inbox cannot be read: ${message}`);
    isKnown = true;
  }

  /** @param inWords what is left out, and what becomes of it. */
  function rowsOf(table: string, inWords: (seq: number) => string): DamagedRows {
    const leftOut = new Set<number>();
    let read: StatementSync | undefined;

    function leaveOut(seq: number): boolean {
      if (leftOut.has(seq)) return false;
      notices.push(inWords(seq));
      leftOut.add(seq);
      isKnown = true;
      return true;
    }

    return {
      approach(seq) {
        leaveOutReached = seq === undefined ? undefined : () => leaveOut(seq);
      },
      isReadable(seq) {
        if (leftOut.has(seq)) return false;
        try {
          if (!read) {
            reader ??= new DatabaseSync(file, { readOnly: true });
            read = reader.prepare(`SELECT * FROM ${table} WHERE seq = ?`);
            read.setReadBigInts(true);
          }
          read.get(seq);
          return true;
        } catch (error) {
          if (!isDamage(error)) throw error;
          note(error);
          leaveOut(seq);
          return false;
        }
      },
      leaveOut: (seq) => void leaveOut(seq),
      count: () => leftOut.size,
    };
  }

  return {
    ...rowsOf('notification', (seq) => `the notification at seq ${seq} cannot be read, and is not handled`),
    quarantine: rowsOf(
      'quarantine',
      (seq) => `the rejected body at seq ${seq} cannot be read, and stays in quarantine`,
    ),
    isKnown: () => isKnown,
    after(error) {
      const reached = leaveOutReached;
      leaveOutReached = undefined;
      if (!isDamage(error) && !(reached && isLeftBehind(error))) return 'give up';
      const isFirst = !hasFailed;
      hasFailed = true;
      note(error);
      if (reached?.()) return 'again';
      return isFirst ? 'again' : 'apart';
    },
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
    close: () => reader?.close(),
  };
}

/**
 * Whether the removal of a row would leave behind what refers to it, which is removed with it: a page has the content of another
 * one, and the row is found there by one of its numbers only.
 */
function isLeftBehind(error: unknown): error is Error {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) === CONSTRAINT_FOREIGN_KEY;
}

// https://www.sqlite.org/rescode.html#constraint_foreignkey
const CONSTRAINT_FOREIGN_KEY = 787;

/** Rows of a table that are left out because they cannot be read: notifications, or rejected bodies. */
interface DamagedRows {
  /** Notes which one is about to be written; `undefined` when that is done. */
  approach(seq: number | undefined): void;
  /** Reads it, and leaves it out if that fails. */
  isReadable(seq: number): boolean;
  /** Leaves it out for as long as this process lives. */
  leaveOut(seq: number): void;
  /** How many are left out. */
  count(): number;
}
