import type { Server, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Connection, Connections } from './connections.ts';
import type { Timings } from './timings.ts';

/** The connections whose other end does not take what it is sent. */
export interface Untaken {
  /** Those that had something left to take at the last look, the longest first. */
  readonly connections: Iterable<Connection>;
  /** Closes those that have taken nothing for so many milliseconds. */
  close(patience: number): void;
}

/**
 * Looks every second for connections whose other end takes no answer any more, and closes those that have taken
 * nothing for as long as {@link Timings} allow. Answers that are not taken stay in memory.
 *
 * The operating system takes answers for the sender, some 100 KiB at least; this is about what is beyond that.
 */
export function closeUntaken(
  server: Server,
  connections: Connections,
  timings: Pick<Timings, 'check' | 'untaken'>,
  ticks: () => number,
  log: Logger,
): Untaken {
  const stuck = new Map<Connection, { readonly since: number; readonly taken: number }>();

  const look = () => {
    const now = ticks();
    const before = new Set(stuck.keys());
    for (const connection of connections) {
      before.delete(connection);
      const { carrier } = connection;
      const taken = carrier.bytesWritten - carrier.writableLength;
      const isWaiting = carrier.writableLength > 0 && !isBoundedElsewhere(connection);
      if (stuck.get(connection)?.taken === taken && isWaiting) continue;
      stuck.delete(connection);
      if (isWaiting) stuck.set(connection, { since: now, taken });
    }
    for (const closed of before) stuck.delete(closed);
    close(timings.untaken);
  };

  const close = (patience: number) => {
    const limit = ticks() - patience;
    for (const [connection, { since }] of stuck) {
      // The longest come first.
      if (since > limit) return;
      stuck.delete(connection);
      log.warn({ ms: patience }, 'connection closed: its answers were not taken');
      connection.carrier.destroy();
      connection.socket.destroy();
    }
  };

  const timer = setInterval(look, timings.check);
  timer.unref();
  server.once('close', () => clearInterval(timer));
  return { connections: { [Symbol.iterator]: () => stuck.keys() }, close };
}

const boundedElsewhere = new WeakSet<ServerResponse>();

/** Leaves a response alone whose writer has a bound of its own for what the other end does not take. */
export function boundElsewhere(res: ServerResponse): void {
  boundedElsewhere.add(res);
}

function isBoundedElsewhere({ unanswered }: Connection): boolean {
  const [first] = unanswered;
  return first !== undefined && boundedElsewhere.has(first);
}
