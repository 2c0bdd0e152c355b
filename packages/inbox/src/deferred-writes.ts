/** Writes what has been counted once a second instead of in each transaction. */
export interface DeferredWrites {
  /** Has everything written within a second. */
  schedule(): void;
  /** Writes everything now. If that fails, it is tried again a second later. */
  flush(): Promise<void>;
  /** Writes everything for the last time. */
  close(): Promise<void>;
}

/** @param write rejects if it could not write; then it has kept what it had. */
export function createDeferredWrites(write: () => Promise<void>): DeferredWrites {
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let isClosed = false;

  function schedule(): void {
    if (!isClosed) timer ??= setTimeout(() => void flush(), INTERVAL_MS).unref();
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write).catch(schedule);
    return writing;
  }

  return {
    schedule,
    flush,
    async close() {
      isClosed = true;
      await flush();
    },
  };
}

const INTERVAL_MS = 1_000;
