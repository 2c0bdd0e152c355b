/** Shows on a terminal how many bodies have been validated. */
export interface Progress {
  readonly next: () => void;
  /** Removes what it has shown. */
  readonly end: () => void;
}

/**
 * @param write writes to the terminal; absent if there is none.
 * @param total how many there are at most; absent if that is not known.
 * @param now milliseconds of any clock.
 */
export function createProgress(
  write: ((text: string) => void) | undefined,
  total: number | undefined,
  now: () => number,
): Progress {
  let validated = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    next() {
      validated += 1;
      if (!write || validated % BODIES_PER_LOOK !== 0 || now() - shownAt < INTERVAL_MS) return;
      shownAt = now();
      isShown = true;
      const share = total
        ? ` of ${counted(total)} (${Math.min(99, Math.floor((validated / total) * 100))} %)`
        : '';
      write(`${CLEAR_LINE}${counted(validated)}${share} bodies validated`);
    },
    end: () => isShown && write?.(CLEAR_LINE),
  };
}

function counted(count: number): string {
  return count.toLocaleString('en');
}

// ECMA-48: back to the first column, and erase the line.
const CLEAR_LINE = '\r\u001b[K';

const INTERVAL_MS = 200;
const BODIES_PER_LOOK = 20;
