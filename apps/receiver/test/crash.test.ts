import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

// Nothing acknowledged is ever lost: senders post at full speed while the receiver is killed at random moments and
// started again. CRASH_KILLS sets how often; 20 is the short form.

const KILLS = Number(process.env['CRASH_KILLS'] ?? 20);
const SENDERS = 8;
const SUBJECTS_PER_SENDER = 4;

const program = fileURLToPath(new URL('traced-receiver.ts', import.meta.url));

let folder: string;
let port = 0;
let receiver: ChildProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
});
afterAll(async () => {
  receiver?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts the receiver and resolves when it listens. */
async function start(): Promise<void> {
  receiver = spawn(process.execPath, ['--conditions=source', program], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(receiver.stdout ?? receiver, 'data');
  port = Number(line);
}

/** Ids in the order in which handlers were called, over all lives of the receiver. */
async function handledIds(): Promise<string[]> {
  return (await readFile(join(folder, 'handled'), 'utf8')).trim().split('\n');
}

/** Posts until it is told that the notification has arrived, as a sender does that retries. @returns how often. */
async function deliver(body: string): Promise<number> {
  const headers = { 'api-key': 'key', 'content-type': 'application/json' };
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/transfer-notification`, {
        method: 'POST',
        headers,
        body,
      });
      await response.arrayBuffer();
      if (response.status === 200) return tries;
    } catch {
      // The receiver has just been killed; the next one listens at another port.
    }
    await wait(20);
  }
}

it(`nothing acknowledged is lost, doubled or out of order over ${KILLS} kills`, {
  timeout: 60_000 + KILLS * 5_000,
}, async () => {
  await start();
  let sending = true;
  let acknowledged = 0;
  let repeated = 0;
  const steps = new Map<string, number>();

  const senders = Array.from({ length: SENDERS }, async (_, sender) => {
    for (let n = 0; sending; n += 1) {
      const subject = `00000000-0000-4000-8000-${String(sender * 100 + (n % SUBJECTS_PER_SENDER)).padStart(12, '0')}`;
      const step = (steps.get(subject) ?? 0) + 1;
      const tries = await deliver(JSON.stringify(transfer(subject, step)));
      steps.set(subject, step);
      acknowledged += 1;
      repeated += tries - 1;
    }
  });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await wait(100 + Math.random() * 900);
    receiver.kill('SIGKILL');
    await once(receiver, 'exit');
    await start();
  }
  sending = false;
  await Promise.all(senders);

  for (let n = 0; n < 300 && new Set(await handledIds()).size < acknowledged; n += 1) await wait(100);
  receiver.kill('SIGTERM');
  await once(receiver, 'exit');

  const handled = await handledIds();
  const inbox = new DatabaseSync(join(folder, 'data/inbox.db'));
  const rows = inbox.prepare('SELECT id, body, state, deliveries FROM notification ORDER BY seq').all();
  inbox.close();
  const kept = rows.map(({ id, body }) => ({
    id: String(id),
    ...JSON.parse(Buffer.from(body as Uint8Array).toString()),
  }));
  const first = new Map([...handled.entries()].reverse().map(([index, id]) => [id, index]));
  const counts = {
    acknowledged,
    kept: kept.length,
    handled: first.size,
    handledAgain: handled.length - first.size,
    repeated,
  };
  console.log(`${KILLS} kills:`, JSON.stringify(counts));

  expect(rows.filter(({ state }) => state !== 'handled')).toEqual([]);
  for (const [subject, last] of steps) {
    const mine = kept.filter(({ transferId }) => transferId === subject);
    // Exactly once each, in the order in which they were acknowledged …
    expect(mine.map(({ modifiedOn }) => modifiedOn)).toEqual(
      Array.from({ length: last }, (_, n) => transfer(subject, n + 1).modifiedOn),
    );
    // … and handled at least once, for the first time in this order.
    const times = mine.map(({ id }) => first.get(id) ?? Number.NaN);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.some(Number.isNaN)).toBe(false);
  }
  expect(kept.length).toBe(acknowledged);
});

function transfer(transferId: string, step: number) {
  const modifiedOn = new Date(Date.UTC(2025, 0, 1) + step).toISOString();
  return {
    customerId: transferId,
    customerProductId: transferId,
    transferId,
    modifiedOn,
    notificationType: 'UPDATED',
  };
}
