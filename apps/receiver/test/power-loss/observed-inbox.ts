import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase, openSqliteInbox, systemClock } from '@partner-webhooks/inbox';
import { createNewId } from '../../src/new-id.ts';
import { MARK_ALL_HANDLED, openSnapshot } from '../stored-rows.ts';

const newId = createNewId(systemClock);

// A program whose syncs are observed: an inbox in which attempts are completed, and then something else happens, or
// nothing. It reports when each was completed, by the clock of the syncs, and loses its power. Two scenarios are about what is
// opened.

const ROUNDS = 4;
const TIMER_MS = 10;

const [file = '', scenario = ''] = process.argv.slice(2);
const options = { file, deduplicationWindow: 0, quarantineCapacity: 1 };
const inbox = await openSqliteInbox(options);
const milliseconds = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;
const report = (...words: unknown[]) => process.stdout.write(`${words.join(' ')}\n`);
let received = 0;
const unclosed: DatabaseSync[] = [];

async function receive(): Promise<void> {
  received += 1;
  const payload = { regularToken: received, premiumToken: 1 };
  const body = Buffer.from(JSON.stringify(payload));
  const notification = { eventType: 'RE_TOKEN_PRICES', payload } as const;
  await inbox.receive({ id: newId(), notification, body, receivedAt: new Date(), observations: [] });
}

async function completeOne(): Promise<void> {
  const [claim] = await inbox.claim(1);
  if (!claim) throw new Error('nothing is claimable');
  const from = milliseconds();
  await inbox.complete(claim.id, { state: 'handled' });
  report('completed', from, milliseconds());
}

function writeUnsynced(database: string, sql: string): void {
  const connection = new DatabaseSync(database);
  connection.exec(`PRAGMA synchronous = OFF; ${sql}`);
  // Closing it would sync. It must not be collected either.
  unclosed.push(connection);
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  async rests() {
    // The words of what was received are written in the first rest, which syncs. Later ones have only outcomes.
    for (let round = 0; round < ROUNDS; round += 1) await receive();
    await wait(500);
    for (let round = 0; round < ROUNDS; round += 1) {
      await completeOne();
      await wait(800);
    }
  },
  async polls() {
    for (let round = 0; round < ROUNDS; round += 1) {
      await receive();
      await completeOne();
      for (let poll = 0; poll < 30; poll += 1) {
        await inbox.nextDue();
        await inbox.claim(1);
        await wait(20);
      }
    }
  },
  async 'goes on'() {
    for (let n = 0; n < 40; n += 1) await receive();
    for (let n = 0; n < 40; n += 1) {
      await completeOne();
      await wait(50);
    }
    await wait(800);
  },
  async closes() {
    // While another connection reads, closing cannot copy the log into the database, which would sync it.
    unclosed.push(openSnapshot(file));
    for (let n = 0; n < 5; n += 1) await receive();
    for (let n = 0; n < 5; n += 1) await completeOne();
    await inbox.close();
  },
  async opens() {
    await receive();
  },
  async 'opens what was not synced'() {
    await receive();
    // Otherwise the next start would write the words of what was received, and sync.
    await wait(500);
    await inbox.close();
    const readModel = join(dirname(file), 'read-model.db');
    await (await openDatabase(readModel)).exec('CREATE TABLE effect (id TEXT) STRICT');
    // As a process leaves them that is killed between writing and syncing.
    writeUnsynced(file, MARK_ALL_HANDLED);
    writeUnsynced(readModel, `INSERT INTO effect (id) VALUES ('written')`);
    await openSqliteInbox(options);
    await openDatabase(readModel);
    await wait(800);
  },
  async idles() {
    await receive();
    await completeOne();
    // The counts of what has happened are written within a second.
    await wait(1_600);
    const from = milliseconds();
    for (let poll = 0; poll < 40; poll += 1) {
      await inbox.nextDue();
      await inbox.notifications({}, { limit: 1 });
      await wait(20);
    }
    report('idle', from, milliseconds());
  },
};
// How late a timer of this process is at the most: what the machine had for it.
let lateness = 0;
let dueAt = performance.now() + TIMER_MS;
setInterval(() => {
  lateness = Math.max(lateness, performance.now() - dueAt);
  dueAt = performance.now() + TIMER_MS;
}, TIMER_MS);

await scenarios[scenario]?.();
report('late', 0, lateness);
process.kill(process.pid, 'SIGKILL');
