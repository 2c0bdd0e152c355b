import type { Terminal } from './terminal.ts';

/** A line of progress. */
export interface ProgressLine {
  /** Shows the line if the last one is older than the interval. */
  readonly show: (line: () => string) => void;
  /** Erases the line. */
  readonly end: () => void;
}

/** Progress as one line that is written over on a terminal, and as a line now and then elsewhere. */
export function createProgressLine(
  { err, clock, isTerminal = false }: Terminal,
  plainIntervalMs = PLAIN_INTERVAL_MS,
): ProgressLine {
  const intervalMs = isTerminal ? TERMINAL_INTERVAL_MS : plainIntervalMs;
  let shownAt = clock.monotonicMs();
  let isShown = false;
  return {
    show(line) {
      const now = clock.monotonicMs();
      if (now - shownAt < intervalMs) return;
      shownAt = now;
      isShown = true;
      err(isTerminal ? `${CLEAR_LINE}${line()}` : `${line()}\n`);
    },
    end: () => void (isTerminal && isShown && err(CLEAR_LINE)),
  };
}

// ECMA-48: back to the first column, and erase the line.
const CLEAR_LINE = '\r\u001b[K';

const TERMINAL_INTERVAL_MS = 200;
const PLAIN_INTERVAL_MS = 10_000;
