import { STORING_NAMES } from './contenders.ts';
import { counted, measured, percent, table, times } from './markdown.ts';
import type {
  ConsoleResult,
  ContenderRow,
  FollowersResult,
  Group,
  InboxResult,
  Pair,
  PostgresResult,
  Results,
  StoringRow,
} from './results.ts';
import { ratio } from './samples.ts';
import { targetsTable } from './targets.ts';

const NOT_YET = 'Not measured yet.';

/** The tables of `docs/performance.md`, by the name in their markers. */
export function tables(results: Results): Record<string, string> {
  const [validating, storing] = results.receive?.groups ?? [];
  const { memory, inbox, postgres, postgresQueries, generate, validators } = results;
  return {
    machine: machineTable(results),
    targets: targetsTable(results),
    receive: validating ? throughputTable(validating) : NOT_YET,
    'receive-half': validating ? latencyTable(validating) : NOT_YET,
    durable: storing ? throughputTable(storing) + without(results.receive?.leftOut) : NOT_YET,
    'durable-half': storing ? latencyTable(storing) : NOT_YET,
    memory: memory
      ? table(
          ['notifications', 'memory, MiB'],
          memory.rows.map(({ sent, rss }) => [counted(sent), measured(rss)]),
        )
      : NOT_YET,
    inbox: inbox ? inboxTable(inbox) : NOT_YET,
    queries: inbox ? queriesTable(inbox) : NOT_YET,
    postgres: postgres ? storingTable(postgres) : NOT_YET,
    'postgres-inbox': postgresQueries
      ? inboxTable(postgresQueries, [['removed by retention', measured(postgresQueries.removing)]])
      : NOT_YET,
    'postgres-queries': postgresQueries ? queriesTable(postgresQueries) : NOT_YET,
    console: results.console ? consoleTable(results.console) : NOT_YET,
    'console-queries': results.console ? queriesTable(results.console) : NOT_YET,
    followers: results.followers ? followersTable(results.followers) : NOT_YET,
    'generate-cold': generate
      ? generateTable(generate.rows.map(({ webhooks, cold }) => ({ webhooks, pair: cold })))
      : NOT_YET,
    'generate-warm': generate
      ? generateTable(generate.rows.map(({ webhooks, warm }) => ({ webhooks, pair: warm })))
      : NOT_YET,
    validators: validators
      ? table(
          ['', 'valid body, µs', 'spread', 'invalid body, µs', 'spread', 'first verdict after, ms', 'spread'],
          validators.rows.map(({ name, valid, invalid, readyIn }) => [
            name,
            ...[valid, invalid, readyIn].flatMap((each) => [measured(each.median), percent(each.spread)]),
          ]),
        )
      : NOT_YET,
    sizes: validators
      ? table(
          ['a program with', 'minified, bytes', 'and compressed, bytes'],
          validators.sizes.map(({ name, minified, gzipped }) => [name, counted(minified), counted(gzipped)]),
        )
      : NOT_YET,
  };
}

function inboxTable({ stored, receiving, handling }: InboxResult, more: readonly string[][] = []): string {
  return table(
    [`with ${counted(stored)} stored`, 'per second'],
    [['received', measured(receiving)], ['handled', measured(handling)], ...more],
  );
}

function consoleTable({ views, scroll }: ConsoleResult): string {
  return [
    table(
      ['view', 'shown after, median, ms', 'longest, ms', 'JavaScript, compressed, bytes'],
      views.map(({ name, median, longest, script }) => [
        name,
        measured(median),
        measured(longest),
        counted(script),
      ]),
    ),
    table(
      ['rows scrolled over', 'frames', 'p99 of a frame, ms', 'longest frame, ms'],
      [[counted(scroll.rows), counted(scroll.frames), measured(scroll.p99), measured(scroll.longest)]],
    ),
  ].join('\n\n');
}

function followersTable({ rows }: FollowersResult): string {
  return table(
    ['', 'received per second', 'ratio', 'processor time per 1,000, ms', 'ratio'],
    rows.map(({ name, perSecond, perSecondRatio, cpu, cpuRatio }) => [
      name,
      measured(perSecond),
      times(perSecondRatio),
      measured(cpu),
      times(cpuRatio),
    ]),
  );
}

function queriesTable({ queries }: Pick<InboxResult, 'queries'>): string {
  return table(
    ['query', 'median, ms', 'p95, ms', 'longest, ms'],
    queries.map(({ name, p50, p95, longest }) => [name, ...[p50, p95, longest].map(measured)]),
  );
}

function storingTable({ rows }: PostgresResult): string {
  const ours = rows.find(({ name }) => name === STORING_NAMES.inbox);
  const isOurs = ({ name }: StoringRow) => name === ours?.name;
  return table(
    [
      '',
      'per second',
      'spread',
      'ours is',
      'processor time per 1,000, ms',
      'that of the server, ms',
      'ours takes',
    ],
    rows.map((row) => [
      isOurs(row) ? `**${row.name}**` : row.name,
      measured(row.perSecond),
      percent(row.spread),
      ours ? times(ratio(ours.perSecondInRounds, row.perSecondInRounds)) : '',
      measured(row.cpu),
      measured(row.serverCpu),
      ours ? times((ours.cpu + ours.serverCpu) / (row.cpu + row.serverCpu)) : '',
    ]),
  );
}

function machineTable(results: Results): string {
  const { receive, memory, inbox, postgres, postgresQueries, generate, validators } = results;
  const all = Object.entries({
    receive,
    memory,
    inbox,
    'postgres-inbox': postgres,
    'postgres-queries': postgresQueries,
    console: results.console,
    followers: results.followers,
    generate,
    validators,
  });
  return table(
    ['benchmark', 'processor', 'cores', 'memory', 'Node', 'rounds', 'date'],
    all.flatMap(([name, result]) => {
      if (!result) return [];
      const { processor, cores, memory, node, date } = result.machine;
      return [[name, processor, String(cores), memory, node, String(result.rounds ?? 1), date]];
    }),
  ).concat(`\n\nVersions: ${versionList(all.map(([, result]) => result?.versions ?? {}))}.`);
}

function versionList(versions: readonly Readonly<Record<string, string>>[]): string {
  const all = Object.entries(Object.assign({}, ...versions) as Record<string, string>);
  return all
    .map(([name, version]) => `${name} ${version}`)
    .sort()
    .join(', ');
}

function throughputTable({ rows, reference }: Group): string {
  const ours = rows.find(({ name }) => name === reference);
  return table(
    [
      '',
      'per second',
      'spread',
      'best round',
      'ours is',
      'processor time per 1,000, ms',
      'memory, MiB',
      'first response after, ms',
    ],
    rows.map((row) => [
      emphasised(row, reference),
      measured(row.perSecond),
      percent(row.spread),
      measured(Math.max(...row.perSecondInRounds)),
      ours ? times(ratio(ours.perSecondInRounds, row.perSecondInRounds)) : '',
      measured(row.cpu),
      measured(row.rss),
      measured(row.startedIn),
    ]),
  );
}

function latencyTable({ rows, reference }: Group): string {
  return table(
    ['', 'p50, ms', 'p99, ms', 'p99.9, ms', 'event-loop delay p99, ms'],
    rows.map((row) => [
      emphasised(row, reference),
      ...[row.p50, row.p99, row.p999, row.eventLoopDelay].map(measured),
    ]),
  );
}

function emphasised({ name }: ContenderRow, reference: string): string {
  return name === reference ? `**${name}**` : name;
}

function without(leftOut: string | undefined): string {
  return leftOut ? `\n\nWithout PostgreSQL: ${leftOut}.` : '';
}

function generateTable(rows: readonly { webhooks: number; pair: Pair }[]): string {
  return table(
    ['webhooks', 'generate, ms', 'spread', 'openapi-typescript alone, ms', 'spread', 'ours takes'],
    rows.map(({ webhooks, pair: { ours, alone } }) => [
      counted(webhooks),
      measured(ours.median),
      percent(ours.spread),
      measured(alone.median),
      percent(alone.spread),
      times(ours.median / alone.median),
    ]),
  );
}
