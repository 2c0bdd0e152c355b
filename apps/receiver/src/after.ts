/**
 * Calls back after some milliseconds, however many. The timer keeps no process alive: what has to be done before the end is
 * waited for by name.
 *
 * @returns what cancels it.
 */
export function after(milliseconds: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    const next = left > MAX_TIMER_MS ? () => wait(left - MAX_TIMER_MS) : callback;
    timer = setTimeout(next, Math.min(left, MAX_TIMER_MS)).unref();
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}

// Node calls back after 1 ms where it is told to wait for longer: 2^31 - 1 ms, nearly 25 days.
const MAX_TIMER_MS = 2_147_483_647;
