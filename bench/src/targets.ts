import {
  DURABLE_RECEIVER,
  EXPRESS_BY_HAND,
  EXPRESS_INSERT,
  EXPRESS_OPENAPI_VALIDATOR,
  FASTIFY,
  FLOOR,
  OPENAPI_BACKEND,
  RECEIVER,
  STORING_NAMES,
} from './contenders.ts';
import { measured, table } from './markdown.ts';
import type { ContenderRow, Results } from './results.ts';
import { ratio } from './samples.ts';

/** The target for a figure: a lower or an upper bound. A figure without a bound is only reported. */
interface Target {
  readonly what: string;
  readonly bound?: readonly ['≥' | '≤', number];
  readonly unit: string;
  /** Absent if the benchmark has not run. */
  readonly found: number | undefined;
  /** The figure of the best rounds, if it is a ratio of throughputs. */
  readonly best?: number | undefined;
}

type Rates = Pick<ContenderRow, 'perSecondInRounds'>;

/** Targets and measurements. */
export function targetsTable(results: Results): string {
  return table(
    ['', 'target', 'measured', '', 'of the best rounds'],
    targets(results).map(({ what, bound, unit, found, best }) => [
      what,
      bound ? `${bound[0]} ${measured(bound[1])} ${unit}` : '',
      found === undefined ? 'not yet' : `${measured(found)} ${unit}`,
      bound && found !== undefined ? (isMet(bound, found) ? 'met' : '**missed**') : '',
      best === undefined ? '' : `${measured(best)} ${unit}`,
    ]),
  );
}

function isMet([sign, limit]: readonly ['≥' | '≤', number], found: number): boolean {
  return sign === '≥' ? found >= limit : found <= limit;
}

function targets(results: Results): Target[] {
  const { receive, memory, inbox, postgres, postgresQueries, generate, validators } = results;
  const rows = receive?.groups.flatMap((group) => group.rows) ?? [];
  const of = (contender: { name: string }) => rows.find(({ name }) => name === contender.name);
  const [ours, durable] = [of(RECEIVER), of(DURABLE_RECEIVER)];
  const storing = (name: string) => postgres?.rows.find((row) => row.name === name);
  const inPostgres = storing(STORING_NAMES.inbox);
  const faster = (a?: Rates, b?: Rates) => ({
    unit: '×',
    found: a && b && ratio(a.perSecondInRounds, b.perSecondInRounds),
    best: a && b && Math.max(...a.perSecondInRounds) / Math.max(...b.perSecondInRounds),
  });
  const [small, middle, large] = [18, 100, 500].map(
    (webhooks) => generate?.rows.find((row) => row.webhooks === webhooks)?.cold,
  );
  const [first, last] = [memory?.rows[0], memory?.rows.at(-1)];
  return [
    {
      what: 'this receiver : Express by hand',
      bound: ['≥', 0.9],
      ...faster(ours, of(EXPRESS_BY_HAND)),
    },
    {
      what: 'this receiver : openapi-backend as documented',
      bound: ['≥', 2.5],
      ...faster(ours, of(OPENAPI_BACKEND)),
    },
    {
      what: 'this receiver : express-openapi-validator',
      bound: ['≥', 2],
      ...faster(ours, of(EXPRESS_OPENAPI_VALIDATOR)),
    },
    { what: 'this receiver : Fastify', ...faster(ours, of(FASTIFY)) },
    { what: 'this receiver : the floor', ...faster(ours, of(FLOOR)) },
    { what: 'on SQLite : without storing', bound: ['≥', 0.6], ...faster(durable, ours) },
    {
      what: 'on SQLite : one INSERT per request',
      bound: ['≥', 3],
      ...faster(durable, of(EXPRESS_INSERT)),
    },
    {
      what: 'in PostgreSQL : one INSERT and commit, one connection',
      bound: ['≥', 3],
      ...faster(inPostgres, storing(STORING_NAMES.single)),
    },
    {
      what: 'in PostgreSQL : one INSERT and commit, ten connections',
      bound: ['≥', 3],
      ...faster(inPostgres, storing(STORING_NAMES.pool)),
    },
    {
      what: 'in PostgreSQL : the same, with duplicates, search and lists',
      bound: ['≥', 3],
      ...faster(inPostgres, storing(STORING_NAMES.indexed)),
    },
    {
      what: 'in PostgreSQL, two processes : one',
      bound: ['≥', 1.5],
      ...faster(storing(STORING_NAMES.twoInboxes), inPostgres),
    },
    {
      what: 'p99 at half, on SQLite : without storing',
      bound: ['≤', 3],
      unit: '×',
      found: ours && durable && durable.p99 / ours.p99,
    },
    {
      what: 'event-loop delay p99 at half, on SQLite',
      bound: ['≤', 20],
      unit: 'ms',
      found: durable?.eventLoopDelay,
    },
    {
      what: 'memory after the last : after the first notifications',
      unit: '×',
      found: first && last && last.rss / first.rss,
    },
    {
      what: 'generate, 18 webhooks : openapi-typescript alone',
      bound: ['≤', 2.5],
      unit: '×',
      found: small && small.ours.median / small.alone.median,
    },
    {
      what: 'generate, 500 webhooks : five times 100',
      bound: ['≤', 1.3],
      unit: '×',
      found: middle && large && large.ours.median / (5 * middle.ours.median),
    },
    { what: 'notifications handled per second', bound: ['≥', 5_000], unit: '/s', found: inbox?.handling },
    {
      what: 'slowest query of the admin API, p95',
      bound: ['≤', 50],
      unit: 'ms',
      found: inbox && Math.max(...inbox.queries.map(({ p95 }) => p95)),
    },
    {
      what: 'slowest query on PostgreSQL, p95',
      bound: ['≤', 50],
      unit: 'ms',
      found: postgresQueries && Math.max(...postgresQueries.queries.map(({ p95 }) => p95)),
    },
    {
      what: 'types alone, in a bundle',
      bound: ['≤', 0],
      unit: 'bytes',
      found: validators?.sizes[0]?.minified,
    },
  ];
}
