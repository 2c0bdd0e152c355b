import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Imported by the program of a receiver: whenever its parent asks, it says what is in use after all garbage has been collected,
// and what the operating system has given to the process.

let collectGarbage: (() => void) | undefined;

process.on('message', () => {
  collectGarbage ??= exposeCollector();
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ used: heapUsed + external, resident: rss });
});

/** The option `--expose-gc` would do it, but Node does not use code that it has compiled with other options. */
function exposeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
