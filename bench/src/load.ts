import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { message, pinnedTo } from './contender.ts';

const program = fileURLToPath(new URL('client.ts', import.meta.url));

/** A measurement. Latencies are in milliseconds. */
export interface Measured {
  readonly perSecond: number;
  readonly total: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** A load to run. */
export interface Order {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests per second; absent: as many as the server takes. */
  readonly rate?: number;
}

/** A running client. */
export interface Client {
  /** Runs a load. @throws Error if a response has another status than 200. */
  readonly load: (order: Order) => Promise<Measured>;
  readonly stop: () => void;
}

/**
 * Starts the client, on its own core if the machine has more than one. All rounds use the same process: a new one would
 * spend its first seconds on compilation, at the expense of a contender.
 */
export function startClient(): Client {
  const commandLine = [...pinnedTo(1), process.execPath, ...process.execArgv, program];
  const [command = '', ...args] = commandLine;
  const client = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    async load(order) {
      client.send(order);
      const { failed, ...measured } = await message<Measured & { failed: number }>(client);
      if (failed > 0) throw new Error(`${failed} requests without status 200`);
      return measured;
    },
    stop: () => client.disconnect(),
  };
}
