import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';
import type { SearchIndex } from './search-index.ts';
import type { Participant } from './unit-of-work.ts';

/** A notification that is new. */
interface NewNotification {
  readonly id: string;
  readonly eventType: string;
  readonly orderingKey: string;
  /** The platform's clock, nanoseconds since 1970. */
  readonly occurredAt: bigint | undefined;
  readonly body: Uint8Array;
  /** Milliseconds since 1970; never before that of an earlier one. */
  readonly receivedAt: number;
  readonly dueAt: number;
  /** The id of an identical notification without a clock that was received shortly before. */
  readonly repeats: string | undefined;
  readonly searchText: string;
  readonly traceContext: string | undefined;
}

/**
 * The new notifications of a transaction. One INSERT for eight rows takes three quarters of the time of eight INSERTs
 * (docs/decisions/0019), so rows are collected. A statement that reads or changes notifications needs them in the table:
 * its verb calls `write` first.
 */
export interface BatchedInserts extends Participant {
  add(notification: NewNotification): void;
  /** Writes the collected rows, in the order in which they were added. */
  write(): void;
}

/** @param searchIndex gets the search text of each row together with its seq. */
export function openBatchedInserts(
  database: DatabaseSync,
  searchIndex: Pick<SearchIndex, 'add'>,
): BatchedInserts {
  const sql = prepareAll(database, STATEMENTS);
  let collected: NewNotification[] = [];

  function write(): void {
    const rows = collected;
    collected = [];
    for (let start = 0; start < rows.length; ) {
      const size = rows.length - start >= ROWS_PER_INSERT ? ROWS_PER_INSERT : 1;
      const batch = rows.slice(start, start + size);
      const statement = size === 1 ? sql.insert : sql.insertMany;
      const { lastInsertRowid } = statement.run(...batch.flatMap(columnsOf));
      const first = Number(lastInsertRowid) - batch.length + 1;
      for (const [index, { searchText }] of batch.entries()) searchIndex.add(first + index, searchText);
      start += size;
    }
  }

  return {
    add: (notification) => void collected.push(notification),
    write,
    beforeCommit: write,
    afterRollback() {
      collected = [];
    },
  };
}

function columnsOf(row: NewNotification): (string | number | bigint | Uint8Array | null)[] {
  const { id, eventType, orderingKey, occurredAt, body, receivedAt, dueAt, repeats, traceContext } = row;
  return [
    id,
    eventType,
    orderingKey,
    occurredAt ?? null,
    body,
    receivedAt,
    receivedAt,
    dueAt,
    repeats ?? null,
    traceContext ?? null,
  ];
}

const ROWS_PER_INSERT = 8;

const INSERT = `
  INSERT INTO notification
    (id, event_type, ordering_key, occurred_at, body, received_at, last_received_at, due_at, repeats,
      trace_context)
  VALUES`;
const ROW = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

const STATEMENTS = {
  insert: `${INSERT} ${ROW}`,
  insertMany: `${INSERT} ${Array(ROWS_PER_INSERT).fill(ROW).join(', ')}`,
};
