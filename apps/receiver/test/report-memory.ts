// Loaded into the process of a receiver before the receiver itself: whenever it is asked, it says what is in use after
// all garbage has been collected, and what the operating system has given to the process.

process.on('message', () => {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ used: heapUsed + external, resident: rss });
});
