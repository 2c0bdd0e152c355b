import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/sqlite/write/write-store.ts';

/**
 * Writes the files of an inbox that has been closed before anything was received. To open it costs 20 ms of CPU time less than
 * to have one made: nothing is migrated.
 */
export function placeEmptyInbox(file: string): void {
  files ??= makeFiles();
  for (const { suffix, content } of files) writeFileSync(file + suffix, content, { mode: 0o600 });
}

type File = { readonly suffix: string; readonly content: Buffer };

let files: readonly File[] | undefined;

function makeFiles(): readonly File[] {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  const file = join(folder, 'inbox.db');
  openStore({ file, deduplicationWindow: 0, quarantineCapacity: 1, synchronous: 'OFF' }).close();
  const made = ['', '.lock'].map((suffix) => ({ suffix, content: readFileSync(file + suffix) }));
  rmSync(folder, { recursive: true });
  return made;
}
