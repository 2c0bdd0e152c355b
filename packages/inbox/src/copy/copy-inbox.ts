import { createHash } from 'node:crypto';
import { type Chunk, type CopiedTable, compareKeys, hashOfRow, ROW_HASH_BYTES } from './copied-table.ts';
import { type CopySource, type CopyTarget, InboxExistsError, type Stage } from './ports.ts';

/** How far a copy is. */
export interface CopyProgress {
  /** `copy`: rows are compared with what is there, and written where they differ. `verify`: both sides are added up. */
  readonly step: 'copy' | 'verify';
  readonly table: string;
  /** Rows of all tables that this step has passed, and that it has to pass. */
  readonly rows: number;
  readonly total: number;
}

/** A table on both sides. Each side has computed its checksum from what it stores. */
export interface CopiedTableReport {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
  readonly targetRows: number;
  readonly targetSha256: string;
}

/** The result of a copy. */
export interface Copied {
  /**
   * - `copied`: the target has the inbox now.
   * - `present`: it had the same inbox already.
   * - `prepared`: it has what was there, and no receiver can use it yet.
   */
  readonly outcome: 'copied' | 'present' | 'prepared';
  /** Rows that this run has written. */
  readonly written: number;
  /** What was compared in the end; empty if it was only prepared. */
  readonly tables: readonly CopiedTableReport[];
  /** The tables of handlers, which are not copied. */
  readonly handlerTables: readonly string[];
}

/** Settings of {@link copyInbox}. */
export interface CopyOptions {
  /** Copies what is there, and leaves the rest to a later run: a receiver may be writing to the source meanwhile. */
  readonly isPreparation?: boolean;
  readonly onProgress?: (progress: CopyProgress) => void;
}

/**
 * Copies an inbox. What an earlier run has copied is compared and kept, so a run that was killed at any point is continued by
 * the next one, and a run that has nothing to do changes nothing. At the end all rows of both sides are read again and compared.
 *
 * @throws InboxExistsError if the target has an inbox with other data, CopyDiffersError if both sides are not the same in the
 * end, InboxUnavailableError if the target cannot be used now, and Error if the source cannot be read.
 */
export async function copyInbox(
  source: CopySource,
  target: CopyTarget,
  { isPreparation = false, onProgress = () => {} }: CopyOptions = {},
): Promise<Copied> {
  const { tables, handlerTables } = source;
  const total = tables.reduce((sum, table) => sum + source.count(table), 0);
  const report = (step: CopyProgress['step']) => {
    let rows = 0;
    return (table: string, more: number) => {
      rows += more;
      onProgress({ step, table, rows, total: Math.max(total, rows) });
    };
  };

  if (await target.hasInbox()) {
    if (isPreparation) throw new InboxExistsError(EXISTS);
    await target.expectTables('inbox', tables);
    const present = await compareAll('inbox', source, target, report('verify'));
    if (present.some(isDifferent)) throw new InboxExistsError(EXISTS);
    return { outcome: 'present', written: 0, tables: present, handlerTables };
  }

  await target.begin(tables);
  const onCopied = report('copy');
  let written = 0;
  for (const table of tables) written += await copyTable(source, target, table, onCopied);
  if (isPreparation) return { outcome: 'prepared', written, tables: [], handlerTables };
  await target.complete();
  const compared = await compareAll('copy', source, target, report('verify'));
  const different = compared.filter(isDifferent);
  if (different.length > 0) throw new CopyDiffersError(different);
  await target.publish();
  return { outcome: 'copied', written, tables: compared, handlerTables };
}

/** Both sides are not the same in the end. */
export class CopyDiffersError extends Error {
  override readonly name = 'CopyDiffersError';

  constructor(different: readonly CopiedTableReport[]) {
    const each = different.map(
      ({ table, rows, targetRows }) => `${table} (${rows} rows here, ${targetRows} in the copy)`,
    );
    super(`the copy differs from the inbox in ${each.join(', ')}: run the command again`);
  }
}

const EXISTS = 'the database has an inbox with other data';

type Report = (table: string, rows: number) => void;

/** @returns how many rows were written. */
async function copyTable(
  source: CopySource,
  target: CopyTarget,
  table: CopiedTable,
  onCopied: Report,
): Promise<number> {
  const end = await target.lastKey(table);
  let written = 0;
  // The next chunk is read while one is written.
  let writing: Promise<void> = Promise.resolve();
  try {
    for (const chunk of source.chunks(table)) {
      const hashes = hashesOf(chunk);
      await writing;
      const { after, rows } = chunk;
      const isEmpty = !end || (after !== undefined && compareKeys(after, end) >= 0);
      const isThere = isEmpty ? rows.length === 0 : hashes.equals(await target.hashes('copy', table, chunk));
      if (!isThere) {
        writing = target.replace(table, chunk, isEmpty, source.fingerprint);
        // It is awaited above and below; until then it has no failure to report.
        writing.catch(() => {});
        written += rows.length;
      }
      onCopied(table.name, rows.length);
    }
  } finally {
    await writing;
  }
  return written;
}

async function compareAll(
  stage: Stage,
  source: CopySource,
  target: CopyTarget,
  onCompared: Report,
): Promise<CopiedTableReport[]> {
  const reports: CopiedTableReport[] = [];
  for (const table of source.tables) {
    const [here, there] = [createSum(), createSum()];
    for (const chunk of source.chunks(table)) {
      const found = target.hashes(stage, table, chunk);
      here.add(hashesOf(chunk));
      there.add(await found);
      onCompared(table.name, chunk.rows.length);
    }
    const [own, other] = [here.sum(), there.sum()];
    reports.push({
      table: table.name,
      rows: own.rows,
      sha256: own.sha256,
      targetRows: other.rows,
      targetSha256: other.sha256,
    });
  }
  return reports;
}

function isDifferent({ rows, sha256, targetRows, targetSha256 }: CopiedTableReport): boolean {
  return rows !== targetRows || sha256 !== targetSha256;
}

function hashesOf({ rows }: Chunk): Buffer {
  return Buffer.concat(rows.map(hashOfRow));
}

/** Adds up the hashes of rows, in their order. */
function createSum() {
  const digest = createHash('sha256');
  let rows = 0;
  return {
    add(hashes: Buffer): void {
      digest.update(hashes);
      rows += hashes.length / ROW_HASH_BYTES;
    },
    sum: () => ({ rows, sha256: digest.digest('hex') }),
  };
}
