import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { message, pinnedTo } from './contender.ts';

const program = fileURLToPath(new URL('client.ts', import.meta.url));

/** What a client measured. Latencies are in milliseconds. */
export interface Measured {
  readonly perSecond: number;
  readonly total: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** What is loaded, and how. */
export interface Order {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second; absent for as many as it takes. */
  readonly rate?: number;
}

/** A client that is running. */
export interface Client {
  /** Loads what listens at a port. @throws Error where one request was not answered with 200. */
  readonly load: (order: Order) => Promise<Measured>;
  readonly stop: () => void;
}

/**
 * Starts the client, on a core of its own where the machine has more. It is the same process from the first
 * round to the last: one that has just started is busy with compiling itself, which a contender would be blamed for.
 */
export function startClient(): Client {
  const words = [...pinnedTo(1), process.execPath, ...process.execArgv, program];
  const [command = '', ...args] = words;
  const client = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    async load(order) {
      client.send(order);
      const { failed, ...measured } = await message<Measured & { failed: number }>(client);
      if (failed > 0) throw new Error(`${failed} requests were not answered with 200`);
      return measured;
    },
    stop: () => client.disconnect(),
  };
}
