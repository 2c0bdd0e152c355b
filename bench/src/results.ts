import { readFileSync } from 'node:fs';
import type { machine } from './machine.ts';
import type { Figure } from './samples.ts';

// The results that the benchmarks write and the report reads.

type Measured<Content> = Content & {
  readonly machine: ReturnType<typeof machine>;
  readonly versions?: Readonly<Record<string, string>>;
  readonly rounds?: number;
};

/** Of `receive.ts`: each contender's medians. Latencies and delays are in milliseconds, at half of its throughput. */
export type ReceiveResult = Measured<{
  readonly seconds: number;
  readonly connections: number;
  /** Why a contender was left out. */
  readonly leftOut?: string;
  readonly groups: readonly Group[];
}>;

/** Contenders that do the same work, and the name of ours. */
export interface Group {
  readonly title: string;
  readonly reference: string;
  readonly rows: readonly ContenderRow[];
}

export interface ContenderRow {
  readonly name: string;
  readonly perSecond: number;
  readonly spread: number;
  /** The same for each round. */
  readonly perSecondInRounds: readonly number[];
  /** Microseconds of processor time for one request. */
  readonly cpu: number;
  /** Mebibytes. */
  readonly rss: number;
  readonly startedIn: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly eventLoopDelay: number;
}

/** Of `memory.ts`: mebibytes after a number of notifications. */
export type MemoryResult = Measured<{ readonly rows: readonly { sent: number; rss: number }[] }>;

/** Of `inbox.ts`: notifications a second, and milliseconds that each query of the admin API takes. */
export type InboxResult = Measured<{
  readonly stored: number;
  readonly bytesEach: number;
  readonly receiving: number;
  readonly handling: number;
  readonly queries: readonly { name: string; p50: number; p95: number; longest: number }[];
}>;

/** Of `postgres-inbox.ts`: each contender's medians. */
export type PostgresResult = Measured<{
  readonly seconds: number;
  readonly callers: number;
  readonly rows: readonly StoringRow[];
}>;

export interface StoringRow {
  readonly name: string;
  readonly perSecond: number;
  readonly spread: number;
  readonly perSecondInRounds: readonly number[];
  /** Microseconds of processor time for one notification: of the processes, and of the server. */
  readonly cpu: number;
  readonly serverCpu: number;
}

/** Of `postgres-queries.ts`; besides, how many old notifications are removed a second. */
export type PostgresQueriesResult = InboxResult & { readonly removing: number };

/** Of `console.ts`: milliseconds, and bytes of compressed scripts. */
export type ConsoleResult = Measured<{
  readonly stored: number;
  readonly views: readonly { name: string; median: number; longest: number; script: number }[];
  readonly scroll: { rows: number; frames: number; p99: number; longest: number };
  readonly queries: InboxResult['queries'];
}>;

/** Of `followers.ts`: notifications a second and microseconds of processor time for one, with the median ratio of the rounds. */
export type FollowersResult = Measured<{
  readonly followers: number;
  readonly rows: readonly {
    name: string;
    perSecond: number;
    cpu: number;
    perSecondRatio: number;
    cpuRatio: number;
  }[];
}>;

/** Of `generate.ts`, in milliseconds. */
export type GenerateResult = Measured<{
  readonly rows: readonly { webhooks: number; cold: Pair; warm: Pair }[];
}>;

/** The same contract by us and by openapi-typescript alone. */
export interface Pair {
  readonly ours: Figure;
  readonly alone: Figure;
}

/** Of `validators.ts`: microseconds per body, milliseconds to the first verdict, bytes of a bundle. */
export type ValidatorsResult = Measured<{
  readonly rows: readonly { name: string; valid: Figure; invalid: Figure; readyIn: Figure }[];
  readonly sizes: readonly { name: string; minified: number; gzipped: number }[];
}>;

/** All results; a benchmark that has not run is absent. */
export interface Results {
  readonly receive?: ReceiveResult;
  readonly memory?: MemoryResult;
  readonly inbox?: InboxResult;
  readonly postgres?: PostgresResult;
  readonly postgresQueries?: PostgresQueriesResult;
  readonly console?: ConsoleResult;
  readonly followers?: FollowersResult;
  readonly generate?: GenerateResult;
  readonly validators?: ValidatorsResult;
}

/** The results in `results/`. */
export function readResults(): Results {
  return Object.fromEntries(NAMES.flatMap((name) => read(name)));
}

const NAMES = [
  'receive',
  'memory',
  'inbox',
  'postgres',
  'postgresQueries',
  'console',
  'followers',
  'generate',
  'validators',
] as const satisfies (keyof Results)[];

function read(name: keyof Results): [string, unknown][] {
  try {
    const inKebabCase = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const file = new URL(`../results/${inKebabCase}.json`, import.meta.url);
    return [[name, JSON.parse(readFileSync(file, 'utf8'))]];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
