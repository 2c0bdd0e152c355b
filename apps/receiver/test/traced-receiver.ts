import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { type Handler, handlersFor, systemClock } from '@partner-webhooks/inbox';
import type { EventType } from '@partner-webhooks/types';
import { pino } from 'pino';
import { loadAdminToken } from '../src/admin/token.ts';
import { readConfig } from '../src/config.ts';
import { createMetrics } from '../src/metrics.ts';
import { createNewId } from '../src/new-id.ts';
import { openInbox } from '../src/open-inbox.ts';
import { loadCredentials } from '../src/public/credentials.ts';
import { startReceiver } from '../src/receiver.ts';
import { HOSTILE_VALUES } from './hostile-values.ts';
import { randomFrom } from './seed.ts';

// A program for the crash test: the receiver with handlers that leave a trace in a file. What has been appended is there
// after SIGKILL, which a line of the log need not be. Given a seed, a tenth of the calls throws a hostile value instead.

const THROWING_SHARE = 0.1;

const [, , seed] = process.argv;
const random = seed === undefined ? () => 1 : randomFrom(Number(seed));
const hostile = Object.values(HOSTILE_VALUES);
const config = readConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  ADMIN_PORT: '0',
  API_KEYS: 'key',
  LOG_LEVEL: 'error',
  ...JSON.parse(process.argv[2] ?? '{}'),
});
const inbox = await openInbox(config, { quarantineCapacity: 1, clock: systemClock });
const trace: Handler<EventType> = async (_notification, { id }) => {
  if (random() < THROWING_SHARE) throw hostile[Math.floor(random() * hostile.length)]?.();
  appendFileSync('handled', `${id}\n`);
};
const { address, stop } = await startReceiver({
  config,
  inbox,
  credentials: await loadCredentials(config, '.'),
  adminToken: await loadAdminToken(config, 'admin-token'),
  metrics: createMetrics(),
  handlers: handlersFor(trace),
  log: pino({ level: config.LOG_LEVEL }),
  newId: createNewId(systemClock),
  newRequestId: randomUUID,
  clock: systemClock,
  // No wait between attempts.
  random: () => 0,
  docsPage: '/dev/null',
});
process.once('SIGTERM', stop);
process.stdout.write(`${address.port}\n`);
