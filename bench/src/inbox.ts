import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteInbox } from '@partner-webhooks/inbox';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';
import { handleAll, measureQueries, print, receive, secondsOf } from './used-inbox.ts';

// An inbox with many stored notifications: its throughput, and the time of each query of the admin API.

const STORED_NOTIFICATIONS = Number(process.env['STORED'] ?? 1_000_000);
const MEASURED_NOTIFICATIONS = 50_000;

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const file = join(folder, 'inbox.db');
const inbox = await openSqliteInbox({
  file,
  deduplicationWindow: 86_400_000,
  quarantineCapacity: 10_000,
});

print(`storing ${STORED_NOTIFICATIONS} notifications`);
await receive(inbox, STORED_NOTIFICATIONS);
await handleAll(inbox);
print(`storing ${MEASURED_NOTIFICATIONS} more, and handling them`);
const receiving = MEASURED_NOTIFICATIONS / (await secondsOf(() => receive(inbox, MEASURED_NOTIFICATIONS)));
const handling = MEASURED_NOTIFICATIONS / (await secondsOf(() => handleAll(inbox)));
print(`${Math.round(receiving)} received and ${Math.round(handling)} handled a second`);

const queries = await measureQueries(inbox);
const { size } = await stat(file);
await inbox.close();
await rm(folder, { recursive: true });
await writeResult('inbox', {
  machine: machine(),
  stored: STORED_NOTIFICATIONS,
  bytesEach: size / (STORED_NOTIFICATIONS + MEASURED_NOTIFICATIONS),
  receiving,
  handling,
  queries,
});
