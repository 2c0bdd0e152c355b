import type { Chunk, CopiedKey, CopiedTable } from './copied-table.ts';

/** An inbox that is copied. Its functions throw Error if it cannot be read. */
export interface CopySource {
  readonly tables: readonly CopiedTable[];
  /** The tables of handlers, which are not copied. */
  readonly handlerTables: readonly string[];
  count(table: CopiedTable): number;
  /** All rows in the order of their keys. The last chunk reaches to the end of the table. */
  chunks(table: CopiedTable): Iterable<Chunk>;
  /**
   * The fingerprint under which a notification is stored whose body is no longer JSON.
   *
   * @param clock the platform's clock or the beginning of the day of arrival, in nanoseconds since 1970.
   */
  fingerprint(id: string, clock: bigint): Uint8Array | undefined;
  close(): void;
}

/** Which rows of a target: those of the copy that is being made, or those of the inbox that receivers use. */
export type Stage = 'copy' | 'inbox';

/**
 * Where an inbox is copied to. The copy is no inbox until it is complete: no receiver can use a part of it. The functions
 * throw InboxUnavailableError if the database cannot be used now.
 */
export interface CopyTarget {
  /** Whether there is an inbox that is not empty. */
  hasInbox(): Promise<boolean>;
  /** Whether a complete copy or an earlier part of one is there, with the columns of these tables. */
  expectTables(stage: Stage, tables: readonly CopiedTable[]): Promise<void>;
  /**
   * Begins the copy, or continues the one that an earlier run has left.
   *
   * @throws Error if the target has columns or tables that the source does not fill, or the other way round.
   */
  begin(tables: readonly CopiedTable[]): Promise<void>;
  /** The greatest key in the copy; `undefined` if the table is empty. */
  lastKey(table: CopiedTable): Promise<CopiedKey | undefined>;
  /** The hashes of the rows of a part of a table one after the other, computed from what is stored. */
  hashes(stage: Stage, table: CopiedTable, part: Pick<Chunk, 'after' | 'last'>): Promise<Buffer>;
  /**
   * Writes a part of a table, in one transaction.
   *
   * @param isEmpty whether nothing is stored in this part; otherwise it is removed first.
   */
  replace(
    table: CopiedTable,
    chunk: Chunk,
    isEmpty: boolean,
    fingerprint: CopySource['fingerprint'],
  ): Promise<void>;
  /** Derives what is not copied, such as the heads of the queues. */
  complete(): Promise<void>;
  /** Makes the copy the inbox. @throws InboxExistsError if there is one by now. */
  publish(): Promise<void>;
  close(): Promise<void>;
}

/** The target has an inbox already, with other data. */
export class InboxExistsError extends Error {
  override readonly name = 'InboxExistsError';
}
