import type { DatabaseSync } from 'node:sqlite';
import type { EventType, Notification } from '@partner-webhooks/types';
import { parseExactBody } from '../parse-body.ts';
import { prepareAll } from '../prepare-all.ts';
import { searchTextOf } from '../search-terms.ts';
import type { Damage } from './damage.ts';

/**
 * The index of words. It is written later than the notifications, because many together cost less than half of what they
 * cost one by one; whoever looks for words has it written first.
 */
export interface SearchIndex {
  /** Notes the words of a notification, to be written in this transaction or a later one. */
  add(seq: number, searchText: string): void;
  /** Whether so many wait that it is time to write them. */
  isDue(): boolean;
  /** Writes what waits. */
  write(): void;
  /** The transaction has been committed. */
  committed(): void;
  /** The transaction has failed: what was noted in it has never been, and what was written in it waits again. */
  rolledBack(): void;
}

/** Opens the index, and writes what an earlier process has left unwritten. */
export function openSearchIndex(database: DatabaseSync, damage: Damage): SearchIndex {
  const sql = prepareAll(database, STATEMENTS);
  catchUp();

  let waiting: (readonly [seq: number, searchText: string])[] = [];
  let written = 0;
  // How many had been noted when the transaction began.
  let kept = 0;

  function catchUp(): void {
    // What cannot be read cannot be found by its words either; it must not keep the inbox closed.
    damage.attempt(() => {
      for (const row of sql.unwritten.iterate()) {
        const { seq, ...unwritten } = row as unknown as Unwritten;
        sql.insert.run(seq, searchTextOfStored(unwritten));
      }
    });
  }

  return {
    add: (seq, searchText) => void waiting.push([seq, searchText]),
    isDue: () => waiting.length - written >= NOTIFICATIONS_PER_WRITE,
    write() {
      for (const [seq, searchText] of waiting.slice(written)) sql.insert.run(seq, searchText);
      written = waiting.length;
    },
    committed() {
      if (written > 0) waiting = waiting.slice(written);
      written = 0;
      kept = waiting.length;
    },
    rolledBack() {
      waiting.length = kept;
      written = 0;
    },
  };
}

/** A stored body that is not JSON any more keeps nothing from being opened: it is found by its id and its event type. */
function searchTextOfStored({ id, eventType, body }: Omit<Unwritten, 'seq'>): string {
  let payload: unknown;
  try {
    payload = parseExactBody(body);
  } catch {
    payload = undefined;
  }
  return searchTextOf(id, { eventType, payload } as Notification);
}

// Written in a few milliseconds. More would not make it cheaper.
const NOTIFICATIONS_PER_WRITE = 500;

interface Unwritten {
  readonly seq: number;
  readonly id: string;
  readonly eventType: EventType;
  readonly body: string;
}

const STATEMENTS = {
  insert: `INSERT INTO search_index (rowid, text) VALUES (?, ?)`,
  // They are written in the order of receipt, so what is missing comes after the last one that is there.
  unwritten: `
    SELECT seq AS seq, id, event_type AS eventType, CAST(body AS TEXT) AS body FROM notification
    WHERE seq > (SELECT coalesce(max(id), 0) FROM search_index_docsize) ORDER BY seq`,
};
