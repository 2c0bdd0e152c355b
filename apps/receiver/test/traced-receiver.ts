import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
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
import './report-memory.ts';
import { HOSTILE_VALUES } from './hostile-values.ts';
import { randomFrom } from './seed.ts';

// A program for the crash tests: the receiver, or a worker, with handlers that leave a trace in a file. What has been appended
// is there after SIGKILL, which a line of the log need not be.
//
// Given a seed, its handlers misbehave: a tenth of the calls throws a hostile value, and some hang until the attempt has timed
// out or add a statement that fails. If a ledger is asked for, each call adds an amount to it.

const THROWING_SHARE = 0.1;
const HANGING_SHARE = 0.005;
const FAULTY_SHARE = 0.03;

/** Settings of the receiver, and of its handlers. */
interface Settings extends Record<string, string> {}

const [, , first = '{}'] = process.argv;
const { SEED, LEDGER, ...settings }: Settings = JSON.parse(first);
const random = SEED === undefined ? () => 1 : randomFrom(Number(SEED));
const hostile = Object.values(HOSTILE_VALUES);
const config = readConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  ADMIN_PORT: '0',
  API_KEYS: 'key',
  LOG_LEVEL: 'error',
  ...settings,
});
const inbox = await openInbox(config, { quarantineCapacity: 1, clock: systemClock });

/** Adds an amount to the account of the subject, and one entry: on PostgreSQL some calls read the account first. */
const record: Handler<EventType> = async ({ payload }, { id, write, transaction }) => {
  const { transferId = '' } = payload as { transferId?: string };
  write('INSERT INTO app_entry (id, account, cents) VALUES ($1, $2, 7)', id, transferId);
  if (LEDGER !== 'transactions' || random() < 0.5) {
    write(
      `INSERT INTO app_account (account, cents, entries) VALUES ($1, 7, 1)
       ON CONFLICT (account) DO UPDATE SET cents = app_account.cents + 7, entries = app_account.entries + 1`,
      transferId,
    );
    return;
  }
  await transaction(async (client) => {
    const { rows } = await client.query(
      'SELECT cents, entries FROM app_account WHERE account = $1',
      transferId,
    );
    const { cents = 0, entries = 0 } = rows[0] ?? {};
    await client.query(
      `INSERT INTO app_account (account, cents, entries) VALUES ($1, $2, $3)
       ON CONFLICT (account) DO UPDATE SET cents = excluded.cents, entries = excluded.entries`,
      transferId,
      Number(cents) + 7,
      Number(entries) + 1,
    );
  });
};

const trace: Handler<EventType> = async (notification, context) => {
  const { id, attempt, signal, write } = context;
  const { transferId = '' } = notification.payload as { transferId?: string };
  const note = (what: string) =>
    appendFileSync('calls', `${what} ${transferId} ${id} ${process.pid} ${attempt}\n`);
  note('begin');
  // What a handler does afterwards no longer belongs to the attempt.
  signal.addEventListener('abort', () =>
    note(/lease has expired/.test(String(signal.reason)) ? 'lost' : 'end'),
  );
  try {
    if (random() < THROWING_SHARE) throw hostile[Math.floor(random() * hostile.length)]?.();
    if (LEDGER !== undefined) {
      await record(notification, context);
      if (random() < FAULTY_SHARE)
        write('INSERT INTO app_entry (id, account, cents) VALUES ($1, NULL, 7)', id);
      if (random() < HANGING_SHARE) await wait(60_000, undefined, { signal });
    }
    appendFileSync('handled', `${id}\n`);
  } finally {
    note('end');
  }
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
  consolePage: '/dev/null',
});
process.once('SIGTERM', stop);
process.stdout.write(`${address?.port ?? 0}\n`);
