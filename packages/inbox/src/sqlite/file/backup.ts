import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { explainedCopy } from './explain-error.ts';

/** A backup that has been written and checked. */
export interface Backup {
  readonly notifications: number;
  readonly bytes: number;
}

/**
 * Copies an inbox into a new file that only its owner can read, also while a receiver has it open. The copy has everything
 * that was acknowledged before the call; it has been checked and is on disk when this returns.
 *
 * @throws Error if the target exists, if the inbox is missing or damaged, or if the copy is damaged. Then no copy is
 * left.
 */
export function backUp(file: string, target: string): Backup {
  if (!existsSync(file)) throw new Error(`there is no inbox ${file}`);
  // Fails if the file exists. SQLite takes an empty one.
  closeSync(openSync(target, 'wx', 0o600));
  try {
    copy(file, target);
    const notifications = count(target);
    for (const path of [target, dirname(target)]) sync(path);
    return { notifications, bytes: statSync(target).size };
  } catch (error) {
    rmSync(target, { force: true });
    throw explainedCopy(error, file, target);
  }
}

function copy(file: string, target: string): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    database.prepare('VACUUM INTO ?').run(target);
  } finally {
    database.close();
  }
}

/** Counts what is in a copy. @throws Error if the copy is not sound. */
function count(target: string): number {
  const database = new DatabaseSync(target, { readOnly: true });
  try {
    const [found] = database.prepare('PRAGMA quick_check(1)').all();
    if (found?.['quick_check'] !== 'ok') throw new Error(`the copy is damaged: ${found?.['quick_check']}`);
    return Number(database.prepare('SELECT count(*) AS count FROM notification').get()?.['count']);
  } finally {
    database.close();
  }
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

const BUSY_TIMEOUT_MS = 5_000;
