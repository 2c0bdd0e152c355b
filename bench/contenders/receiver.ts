import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Inbox, openSqliteInbox, systemClock } from '@partner-webhooks/inbox';
import { loadAdminToken } from '@partner-webhooks/receiver/admin-token.js';
import { loadApiKeys } from '@partner-webhooks/receiver/api-keys.js';
import { readConfig } from '@partner-webhooks/receiver/config.js';
import { createMetrics } from '@partner-webhooks/receiver/metrics.js';
import { createNewId } from '@partner-webhooks/receiver/new-id.js';
import { startReceiver } from '@partner-webhooks/receiver/receiver.js';
import { createSteadyClock } from '@partner-webhooks/receiver/steady-clock.js';
import { pino } from 'pino';

import { KEY, report } from './contract.ts';

// Ours, as it is built, with everything that it does in operation but the log lines, which no contender writes. Without
// `--durable` the inbox keeps nothing; with it, it is the one on SQLite.
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const config = readConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  ADMIN_PORT: '0',
  API_KEYS: KEY,
  ADMIN_TOKEN: 'bench-admin-token',
  LOG_LEVEL: 'error',
  HANDLERS: 'off',
});
const { now } = createSteadyClock({ wall: Date.now, ticks: () => performance.now() });
const metrics = createMetrics();

// Answers as the one on SQLite does: all that came in during one turn of the event loop together.
let turn: Promise<void> | undefined;
const nothing: Partial<Inbox> = {
  async receive({ id }) {
    turn ??= setImmediate().then(() => {
      turn = undefined;
    });
    await turn;
    return { id, duplicate: false };
  },
  quarantine: async () => {},
  removeOld: async () => 0,
  check: async () => {},
  close: async () => {},
  follow: () => () => {},
};
const inbox = process.argv.includes('--durable')
  ? await openSqliteInbox({
      file: join(folder, 'inbox.db'),
      deduplicationWindow: config.DEDUPLICATION_WINDOW,
      quarantineCapacity: 10_000,
      clock: { ...systemClock, now },
      onCommit: metrics.onCommit,
    })
  : (nothing as Inbox);

const { address } = await startReceiver({
  config,
  apiKeys: await loadApiKeys(config, join(folder, 'api-key')),
  adminToken: await loadAdminToken(config, join(folder, 'admin-token')),
  metrics,
  inbox,
  handlers: {} as never,
  log: pino({ level: config.LOG_LEVEL }),
  newId: createNewId(now),
  newRequestId: randomUUID,
  now,
  ticks: () => performance.now(),
  random: Math.random,
  docsPage: '/dev/null',
});
report(address.port);
