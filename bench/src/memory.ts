import { start } from './contender.ts';
import { startClient } from './load.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';

// The memory of the receiver after each 100,000 of 1,000,000 notifications.

const running = await start({ name: 'this receiver on SQLite', program: ['receiver.ts', '--durable'] });
const rows: { sent: number; rss: number }[] = [];
const { load, ...client } = startClient();
let sent = 0;
let next = 0;
while (sent < 1_000_000) {
  sent += (await load({ port: running.port, connections: 64, seconds: 5 })).total;
  if (sent < next) continue;
  next += 100_000;
  const rss = (await running.usage()).rss / 1_048_576;
  rows.push({ sent, rss });
  process.stdout.write(`${sent} notifications: ${Math.round(rss)} MiB\n`);
}
client.stop();
await running.stop();
await writeResult('memory', { machine: machine(), rows });
