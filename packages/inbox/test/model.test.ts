import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Inbox } from '../src/index.ts';
import type { Query } from '../src/postgres/connection/open-transaction.ts';
import type { Transactions } from '../src/postgres/connection/transactions.ts';
import { openOver } from '../src/postgres/open.ts';
import { HANDLER_TABLES, type Player, play, type Step, schedules, WINDOW_MS } from './model-schedule.ts';
import { openPostgres, STORES, sharedPostgres } from './stores.ts';
import { createSettableClock } from './virtual-clock.ts';

// Both stores give the same results as a model in memory, for random schedules: on PostgreSQL with three processes whose
// clocks differ, that end abruptly, and that lose leases without noticing.
// MODEL_SCHEDULES sets the number of schedules (the default is 200), MODEL_SEED the seed.

const SCHEDULES = Number(process.env['MODEL_SCHEDULES'] ?? 200);
const SEED = Number(process.env['MODEL_SEED'] ?? Date.now() % 1_000_000_000);
const PROCESSES = 3;
const SKEWS_MS = [0, -5_000, 3_000];
const START = Date.UTC(2025, 0, 1);

beforeAll(async () => {
  // Makes the tables of the handlers.
  await (await openPostgres({ handlerTables: HANDLER_TABLES })).close();
});

/** What long runs have found: schedules whose results once differed. */
const FOUND: readonly (readonly [what: string, steps: readonly Step[]])[] = [
  [
    'a later notification with the same payload has been removed',
    [
      [0, 'receive', 'prices', 4],
      [0, 'discard', [0]],
      [0, 'receive', 'prices', 1],
      [0, 'discard', [1]],
      [0, 'replay', [0]],
      [0, 'remove'],
      [0, 'receive', 'prices', 4],
    ],
  ],
  [
    'two of three with the same payload have been removed',
    [
      [0, 'receive', 'prices', 0],
      [0, 'discard', [0]],
      [0, 'receive', 'prices', 0],
      [0, 'discard', [1]],
      [0, 'receive', 'prices', 0],
      [0, 'replay', [0]],
      [0, 'remove'],
      [0, 'discard', [1]],
      [0, 'remove'],
      [0, 'receive', 'prices', 0],
    ],
  ],
  [
    'what has to be handled alone was paused and resumed',
    [
      [0, 'receive', 'order', 0],
      [0, 'claim', 1],
      [0, 'crash'],
      [0, 'claim', 1],
      [0, 'crash'],
      [0, 'pause', 'order'],
      [0, 'claim', 1],
      [0, 'receive', 'transfer', 0],
      [0, 'resume', 'order'],
      [0, 'claim', 1],
    ],
  ],
];

const WRITTEN = 'SELECT id FROM app_written';

function idsOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return rows.map(({ id }) => String(id));
}

describe.each(STORES)('on %s', (store, open) => {
  it(`gives the results of the model in ${SCHEDULES} schedules (seed ${SEED})`, {
    timeout: 60_000 + SCHEDULES * 500,
  }, async () => {
    const isShared = store === 'PostgreSQL';
    const processes = isShared ? PROCESSES : 1;
    // Short ones are cheap, and most faults need few steps. The long form has longer ones.
    const maxLength = SCHEDULES > 200 ? 25 : 10;
    const property = fc.asyncProperty(schedules(processes, maxLength), async (steps) => {
      if (isShared) await playOnPostgres(steps);
      else await playOnSqlite(steps);
    });
    await fc.assert(property, { numRuns: SCHEDULES, seed: SEED });
  });

  it.each(FOUND)('gives the results of the model where %s', async (_what, steps) => {
    if (store === 'PostgreSQL') await playOnPostgres(steps);
    else await playOnSqlite(steps);
  });

  /** Plays a schedule with one process. */
  async function playOnSqlite(steps: readonly Step[]): Promise<void> {
    const clock = createSettableClock(START);
    const { inbox, rows, reopen, close } = await open({
      deduplicationWindow: WINDOW_MS,
      clock,
      handlerTables: HANDLER_TABLES,
    });
    const player: Player = {
      inbox: () => inbox,
      crash: async () => void (await reopen()),
      setTime: (time) => {
        clock.time = time;
      },
      skew: () => 0,
      written: async () => idsOf(await rows.ofHandlers(WRITTEN)),
      hasTransactions: false,
      comparesOrder: false,
    };
    await play(steps, player, { processes: 1, suspectsSurvive: false }, START).finally(close);
  }
});

describe('the model finds that PostgreSQL', () => {
  it.each(faults())('%s', async (_fault, change, schedule) => {
    await playOnPostgres(schedule);
    await expect(playOnPostgres(schedule, change)).rejects.toThrow();
  });
});

/** Plays a schedule with three processes. @param change changes each statement that writes: a planted fault. */
async function playOnPostgres(steps: readonly Step[], change = (text: string) => text): Promise<void> {
  const { writer, reader, connection, rows } = await sharedPostgres();
  await rows.empty();
  await rows.ofHandlers('DELETE FROM app_written');
  let time = START;
  const start = (p: number): Promise<Inbox> =>
    openOver(
      { writer: withFault(writer, change), reader },
      {
        connection,
        deduplicationWindow: WINDOW_MS,
        quarantineCapacity: 1,
        clock: { ...createSettableClock(0), now: () => new Date(time + (SKEWS_MS[p] ?? 0)) },
      },
    );
  const inboxes: Inbox[] = [];
  const inboxOf = (p: number) => {
    const inbox = inboxes[p];
    if (!inbox) throw new Error(`there is no process ${p}`);
    return inbox;
  };
  const player: Player = {
    inbox: inboxOf,
    async crash(p) {
      await inboxes[p]?.close();
      inboxes[p] = await start(p);
    },
    loseLease: (id) => rows.expireLeases([id]),
    setTime: (now) => {
      time = now;
    },
    skew: (p) => SKEWS_MS[p] ?? 0,
    written: async () => idsOf(await rows.ofHandlers(WRITTEN)),
    hasTransactions: true,
    comparesOrder: true,
  };
  try {
    await play(steps, player, { processes: PROCESSES, suspectsSurvive: true }, START);
  } finally {
    for (const inbox of inboxes) await inbox?.close();
  }
}

/** The same transactions with other statements. */
function withFault(transactions: Transactions, change: (text: string) => string): Transactions {
  const changed =
    (query: Query): Query =>
    (text, values) =>
      query(change(text), values);
  return {
    ...transactions,
    write: (locks, work, options) =>
      transactions.write(locks, (query, runOnce) => work(changed(query), runOnce), options),
    read: (work) => transactions.read((query, runOnce) => work(changed(query), runOnce)),
  };
}

type Fault = readonly [fault: string, change: (text: string) => string, schedule: readonly Step[]];

/** Faults that are planted in the statements, each with a schedule that shows it. */
function faults(): Fault[] {
  const replaced =
    (from: string | RegExp, to: string) =>
    (text: string): string =>
      text.replace(from, to);
  return [
    [
      'lets an attempt complete that has lost its lease',
      replaced('AND progress.claim_token = ending.token', ''),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'claim', 9],
        [0, 'lose the lease', 0],
        [2, 'claim', 9],
        [0, 'handled', 0],
      ],
    ],
    [
      'writes for an attempt that has lost its lease',
      replaced('AND progress.claim_token = ending.token', ''),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'claim', 9],
        [0, 'lose the lease', 0],
        [2, 'claim', 9],
        [0, 'writes', 0],
      ],
    ],
    [
      'does not recover what a process has lost',
      replaced('AS "isLeaseExpired"', 'AND false AS "isLeaseExpired"'),
      [
        [2, 'claim', 9],
        [0, 'receive', 'transfer', 0],
        [0, 'claim', 9],
        [0, 'lose the lease', 0],
        [2, 'claim', 9],
      ],
    ],
    [
      'claims the newest of a subject first',
      replaced('ORDER BY queue, state, seq', 'ORDER BY queue, state, seq DESC'),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'receive', 'transfer', 2],
        [0, 'receive', 'transfer', 4],
        [0, 'claim', 9],
        [0, 'handled', 0],
        [0, 'claim', 9],
      ],
    ],
    [
      'claims two of a subject at a time',
      replaced(/OR \(\s*SELECT true FROM progress AS earlier[^)]*\)[^)]*\) IS NOT NULL/, ''),
      [
        [0, 'receive', 'transfer', 0],
        [1, 'receive', 'transfer', 2],
        [2, 'claim', 9],
      ],
    ],
    [
      'forgets the next of a subject',
      replaced('SET blocked = false', 'SET blocked = progress.blocked'),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'receive', 'transfer', 2],
        [0, 'claim', 9],
        [0, 'handled', 0],
        [0, 'claim', 9],
      ],
    ],
    [
      'leaves the head of a queue unblocked when an earlier one is replayed',
      replaced('SET blocked = true, parked = false\n  WHERE queue', 'SET parked = false\n  WHERE queue'),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'claim', 9],
        [0, 'dead', 0],
        [0, 'receive', 'transfer', 2],
        [0, 'replay', [0]],
        [0, 'claim', 9],
      ],
    ],
    [
      'does not know a duplicate of another process',
      replaced('ORDER BY c.n, notification.seq DESC', 'AND false ORDER BY c.n, notification.seq DESC'),
      [
        [0, 'receive', 'transfer', 0],
        [1, 'receive', 'transfer', 0],
      ],
    ],
    [
      'takes a payload without a clock for a duplicate although another one came in between',
      replaced(
        /AND NOT EXISTS \(\s*SELECT 1 FROM notification AS later\s*WHERE notification.ordering_key <> [^)]*\)/,
        '',
      ),
      [
        [0, 'receive', 'order', 0],
        [0, 'receive', 'order', 2],
        [1, 'receive', 'order', 0],
      ],
    ],
    [
      'takes a payload without a clock for a duplicate although its handling has begun',
      replaced('progress.claimed_at IS NOT NULL AS "hasBegun"', 'false AS "hasBegun"'),
      [
        [0, 'receive', 'order', 0],
        [0, 'claim', 9],
        [0, 'failed', 0],
        [1, 'receive', 'order', 0],
      ],
    ],
    [
      'counts an attempt that the end of its process interrupted',
      replaced(
        "attempts = attempts - CASE WHEN ending.outcome = 'interrupted' THEN 1 ELSE 0 END",
        'attempts = attempts',
      ),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'claim', 9],
        [0, 'interrupt', 0],
        [0, 'claim', 9],
      ],
    ],
    [
      'does not mark as stale what is older than a handled one',
      replaced('newer.occurred_at > claimed.occurred_at', 'false'),
      [
        [0, 'receive', 'transfer', 2],
        [0, 'claim', 9],
        [0, 'handled', 0],
        [0, 'receive', 'transfer', 0],
        [0, 'claim', 9],
      ],
    ],
    [
      'claims what is paused',
      (text) => text.replaceAll('WHERE resumed_at IS NULL', 'WHERE false'),
      [
        [0, 'pause', 'transfer'],
        [0, 'receive', 'transfer', 0],
        [1, 'claim', 9],
      ],
    ],
    [
      'forgets what is parked when its event type is resumed',
      replaced(
        'SET blocked = false, parked = false FROM parked',
        'SET blocked = progress.blocked FROM parked',
      ),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'pause', 'transfer'],
        [1, 'claim', 9],
        [0, 'resume', 'transfer'],
        [0, 'claim', 9],
      ],
    ],
    [
      'takes a parked notification for unblocked when an earlier one of its subject is replayed',
      replaced('AND (NOT blocked OR parked)', 'AND NOT blocked'),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'claim', 9],
        [0, 'dead', 0],
        [0, 'receive', 'transfer', 2],
        [0, 'pause', 'transfer'],
        [0, 'claim', 9],
        [0, 'replay', [0]],
        [0, 'resume', 'transfer'],
        [0, 'claim', 9],
      ],
    ],
    [
      'does not handle alone what has ended two processes',
      replaced('suspect = attempts > 1', 'suspect = false'),
      [
        [0, 'receive', 'transfer', 0],
        [0, 'receive', 'transfer', 1],
        [0, 'claim', 9],
        [0, 'crash'],
        [0, 'claim', 9],
        [0, 'crash'],
        [0, 'claim', 9],
      ],
    ],
  ];
}
