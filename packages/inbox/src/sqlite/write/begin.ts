import type { DatabaseSync } from 'node:sqlite';

/**
 * Begins transactions that write. Another process that writes, such as a shell, is waited for; once it has been waited for
 * in vain, only shortly, so that callers that queue up do not wait one after the other.
 *
 * @returns what begins one. It throws where another process has been writing for too long.
 */
export function beginner(database: DatabaseSync): () => void {
  const begin = database.prepare('BEGIN IMMEDIATE');
  let patience = 0;
  const wait = (milliseconds: number) => {
    if (patience !== milliseconds) database.exec(`PRAGMA busy_timeout = ${milliseconds}`);
    patience = milliseconds;
  };
  wait(PATIENCE_MS);
  return () => {
    try {
      begin.run();
      wait(PATIENCE_MS);
    } catch (error) {
      wait(IMPATIENCE_MS);
      throw error;
    }
  };
}

const PATIENCE_MS = 2_000;
const IMPATIENCE_MS = 50;
