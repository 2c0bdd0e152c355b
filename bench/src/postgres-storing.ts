import { STORING } from '../contenders/postgres-inserts.ts';

// A process that stores notifications for some time whenever it is told to: what a receiver does, without its HTTP.

const [url = '', name = '', callers = '1'] = process.argv.slice(2);
const { store, close } = (await STORING[name]?.(url)) ?? missing();

process.on('message', async (ms: number) => {
  if (ms === 0) {
    await close();
    process.disconnect();
    return;
  }
  const before = process.cpuUsage();
  const startedMs = performance.now();
  let stored = 0;
  await Promise.all(
    Array.from({ length: Number(callers) }, async () => {
      while (performance.now() - startedMs < ms) {
        await store();
        stored += 1;
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - startedMs) / 1_000;
  process.send?.({ stored, perSecond: stored / seconds, cpu: (user + system) / stored });
});
process.send?.('ready');

function missing(): never {
  throw new Error(`expected the name of a contender, found ${name}`);
}
