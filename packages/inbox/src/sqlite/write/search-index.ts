import type { DatabaseSync } from 'node:sqlite';
import type { EventType, Notification } from '@partner-webhooks/types';
import { parseExactBody } from '../../rows/parse-body.ts';
import { searchTextOf } from '../../rows/search-terms.ts';
import { prepareAll } from '../prepare-all.ts';
import type { Damage } from './damage.ts';
import type { Participant } from './unit-of-work.ts';

/**
 * The search index. It is written later than the notifications: 500 at a time cost 9.5 µs each, 21 at a time 21 µs each
 * (docs/decisions/0019). A search has the missing ones written first.
 */
export interface SearchIndex extends Participant {
  /** Notes the search text of a notification. It is written in this transaction or in a later one. */
  add(seq: number, searchText: string): void;
  /** Writes everything that has been noted. */
  write(): void;
}

/** Opens the index, and adds the notifications that an earlier process has not added. */
export function openSearchIndex(database: DatabaseSync, damage: Damage): SearchIndex {
  const sql = prepareAll(database, STATEMENTS);
  catchUp();

  let noted: (readonly [seq: number, searchText: string])[] = [];
  // How many of them this transaction has written.
  let written = 0;
  // How many had been noted when the transaction began.
  let notedBefore = 0;

  function catchUp(): void {
    // A row that cannot be read has no search text either; the inbox opens without it.
    damage.attempt(() => {
      for (const row of sql.missing.iterate()) {
        const { seq, ...missing } = row as unknown as Missing;
        sql.insert.run(seq, searchTextOfStored(missing));
      }
    });
  }

  function write(): void {
    for (const [seq, searchText] of noted.slice(written)) sql.insert.run(seq, searchText);
    written = noted.length;
  }

  return {
    add: (seq, searchText) => void noted.push([seq, searchText]),
    write,
    beforeCommit() {
      if (noted.length - written >= NOTIFICATIONS_PER_WRITE) write();
    },
    afterCommit() {
      if (written > 0) noted = noted.slice(written);
      written = 0;
      notedBefore = noted.length;
    },
    afterRollback() {
      noted.length = notedBefore;
      written = 0;
    },
  };
}

/** A stored body that is no longer JSON does not keep the inbox closed: it is found by its id and its event type. */
function searchTextOfStored({ id, eventType, body }: Omit<Missing, 'seq'>): string {
  let payload: unknown;
  try {
    payload = parseExactBody(body);
  } catch {
    payload = undefined;
  }
  return searchTextOf(id, { eventType, payload } as Notification);
}

// Written in some milliseconds. More at a time would not be cheaper.
const NOTIFICATIONS_PER_WRITE = 500;

interface Missing {
  readonly seq: number;
  readonly id: string;
  readonly eventType: EventType;
  readonly body: string;
}

const STATEMENTS = {
  insert: `INSERT INTO search_index (rowid, text) VALUES (?, ?)`,
  // They are written in order of arrival, so the missing ones follow the last one that is there.
  missing: `
    SELECT seq AS seq, id, event_type AS eventType, CAST(body AS TEXT) AS body FROM notification
    WHERE seq > (SELECT coalesce(max(id), 0) FROM search_index_docsize) ORDER BY seq`,
};
