import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pinnedTo } from './contender.ts';

/** What a client measured. Latencies are in milliseconds. */
export interface Measured {
  readonly perSecond: number;
  readonly total: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** How a contender is loaded. */
export interface Load {
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second; absent for as many as it takes. */
  readonly rate?: number;
}

const program = fileURLToPath(new URL('client.ts', import.meta.url));
const run = promisify(execFile);
let sent = 0;

/** Loads what listens at a port. @throws Error where one request was not answered with 200. */
export async function load(port: number, { connections, seconds, rate = 0 }: Load): Promise<Measured> {
  // No two requests of all rounds are the same: a receiver recognises what it has seen.
  sent += 10_000_000;
  const words = [...pinnedTo(1), process.execPath, ...process.execArgv, program];
  const [command = '', ...args] = [...words, ...[port, connections, seconds, rate, sent].map(String)];
  const { stdout } = await run(command, args);
  const { failed, ...measured } = JSON.parse(stdout) as Measured & { failed: number };
  if (failed > 0) throw new Error(`${failed} requests were not answered with 200`);
  return measured;
}
