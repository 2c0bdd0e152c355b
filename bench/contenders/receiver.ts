import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Inbox, openSqliteInbox, systemClock } from '@partner-webhooks/inbox';
import { loadAdminToken } from '@partner-webhooks/receiver/admin/token.js';
import { createSteadyClock } from '@partner-webhooks/receiver/clock.js';
import { readConfig } from '@partner-webhooks/receiver/config.js';
import { createMetrics } from '@partner-webhooks/receiver/metrics.js';
import { createNewId } from '@partner-webhooks/receiver/new-id.js';
import { loadCredentials } from '@partner-webhooks/receiver/public/credentials.js';
import { startReceiver } from '@partner-webhooks/receiver/receiver.js';
import { pino } from 'pino';

import { createProgram } from '../src/program.ts';
import { ADMIN_TOKEN, KEY, report } from './contract.ts';

// The receiver as it is built, with everything that it does in operation except log lines, which no contender writes.
const { durable } = createProgram('receiver')
  .option('--durable', 'store notifications on SQLite; without it, the inbox stores nothing')
  .parse()
  .opts<{ durable?: boolean }>();
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const config = readConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  ADMIN_PORT: '0',
  API_KEYS: KEY,
  ADMIN_TOKEN,
  LOG_LEVEL: 'error',
  HANDLERS: 'off',
});
const clock = createSteadyClock(systemClock);
const metrics = createMetrics();

// Responds as the inbox on SQLite does: to all requests of one iteration of the event loop together.
let iteration: Promise<void> | undefined;
const nothing: Partial<Inbox> = {
  async receive({ id }) {
    iteration ??= setImmediate().then(() => {
      iteration = undefined;
    });
    await iteration;
    return { id, duplicate: false };
  },
  quarantine: async () => {},
  removeOld: async () => 0,
  check: async () => {},
  close: async () => {},
  follow: () => () => {},
  watchPending: () => () => {},
  watchLost: () => () => {},
  pauses: async () => [],
};
const inbox = durable
  ? await openSqliteInbox({
      file: join(folder, 'inbox.db'),
      deduplicationWindow: config.DEDUPLICATION_WINDOW,
      quarantineCapacity: 10_000,
      clock,
      onCommit: metrics.onCommit,
    })
  : (nothing as Inbox);

const { address, adminAddress } = await startReceiver({
  config,
  credentials: await loadCredentials(config, folder),
  adminToken: await loadAdminToken(config, join(folder, 'admin-token')),
  metrics,
  inbox,
  handlers: {} as never,
  log: pino({ level: config.LOG_LEVEL }),
  newId: createNewId(clock),
  newRequestId: randomUUID,
  clock,
  docsPage: '/dev/null',
  consolePage: '/dev/null',
});
if (!address) throw new Error('a contender receives');
report(address.port, adminAddress.port);
