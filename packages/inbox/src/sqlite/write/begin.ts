import type { DatabaseSync } from 'node:sqlite';

/**
 * Begins transactions that write. If another process writes, such as a shell, the first call waits for it for 2 s. Once
 * that was in vain, each further call waits for 50 ms only, so that the waits of queued callers do not add up.
 *
 * @returns what begins one. It throws if another process has been writing for too long.
 */
export function openBegin(database: DatabaseSync): () => void {
  const begin = database.prepare('BEGIN IMMEDIATE');
  let timeoutMs = 0;
  const setTimeoutMs = (milliseconds: number) => {
    if (timeoutMs !== milliseconds) database.exec(`PRAGMA busy_timeout = ${milliseconds}`);
    timeoutMs = milliseconds;
  };
  setTimeoutMs(FIRST_WAIT_MS);
  return () => {
    try {
      begin.run();
      setTimeoutMs(FIRST_WAIT_MS);
    } catch (error) {
      setTimeoutMs(FURTHER_WAIT_MS);
      throw error;
    }
  };
}

const FIRST_WAIT_MS = 2_000;
const FURTHER_WAIT_MS = 50;
