import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BODIES } from './bodies.ts';

/** A server that receives notifications, in its own process. */
export interface Contender {
  readonly name: string;
  /** Its program in `contenders/`, with its arguments. */
  readonly program: readonly [file: string, ...args: string[]];
}

/** A running contender. */
export interface Running {
  readonly port: number;
  /** Of the admin listener, if there is one. */
  readonly adminPort?: number;
  /** Milliseconds from the start of the process to its first response. */
  readonly startedIn: number;
  readonly usage: () => Promise<Usage>;
  /** Stops the process while others are measured, timers included. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => Promise<void>;
}

/** The resources that a contender has used. */
export interface Usage {
  /** Milliseconds of processor time until now. */
  readonly cpu: number;
  /** Bytes of memory. */
  readonly rss: number;
  /** 99th percentile of the event-loop delay since the last call, in milliseconds. */
  readonly eventLoopDelay: number;
}

/** Starts a contender and waits for its first response. @throws Error if its status is not 200. */
export async function start({ name, program: [file, ...args] }: Contender): Promise<Running> {
  const path = fileURLToPath(new URL(`../contenders/${file}`, import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...process.execArgv, path, ...args], {
    // Its files are removed with the folder: they can be gigabytes.
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port, adminPort } = await message<{ port: number; adminPort?: number }>(child);
  const [body] = BODIES;
  const response = await fetch(`http://127.0.0.1:${port}${body?.path}`, {
    method: 'POST',
    headers: HEADERS,
    body: body?.text ?? '',
  });
  const startedIn = performance.now() - startedAt;
  if (response.status !== 200) throw new Error(`${name} responded with status ${response.status}`);
  return {
    port,
    ...(adminPort !== undefined && { adminPort }),
    startedIn,
    usage() {
      child.send('usage');
      return message(child);
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGCONT');
      child.send('stop');
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

/** The headers of every request. */
export const HEADERS = { 'api-key': 'bench-key', 'content-type': 'application/json' };

/** The command prefix that pins a program to one core; empty if `taskset` cannot. */
export function pinnedTo(core: number): string[] {
  return spawnSync('taskset', ['-c', String(core), 'true']).status === 0
    ? ['taskset', '-c', String(core)]
    : [];
}

/** The next message of a process. @throws Error if the process ends before. */
export async function message<Content>(child: ChildProcess): Promise<Content> {
  const { promise, resolve, reject } = Promise.withResolvers<Content>();
  const ended = () => reject(new Error('the process ended before its message'));
  child.once('exit', ended);
  child.once('message', (content) => {
    child.off('exit', ended);
    resolve(content as Content);
  });
  return await promise;
}
