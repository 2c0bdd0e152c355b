/** Presses Ctrl+C as soon as the command that runs listens for it. */
export async function interrupt(): Promise<void> {
  const before = process.listenerCount('SIGINT');
  while (process.listenerCount('SIGINT') === before) await new Promise(setImmediate);
  const [own] = process.listeners('SIGINT').slice(before);
  own?.('SIGINT');
}
