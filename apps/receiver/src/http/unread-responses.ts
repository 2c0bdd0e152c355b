import type { Server, ServerResponse } from 'node:http';
import type { Clock } from '@partner-webhooks/inbox';
import type { Logger } from 'pino';
import type { Connection, Connections } from './connections.ts';
import type { Timings } from './timings.ts';

/** The connections whose peer does not read its responses. */
export interface UnreadResponses {
  /** Those that had something unread at the last check, the longest first. */
  readonly connections: Iterable<Connection>;
  /** Closes those that have read nothing for so many milliseconds. */
  close(ms: number): void;
}

/**
 * Checks every second for connections whose peer no longer reads, and closes those that have read nothing for as long as
 * {@link Timings} allow. Unread responses stay in memory.
 *
 * The operating system buffers at least some 100 KiB of responses for the peer; this is about what exceeds that.
 */
export function closeUnread(
  server: Server,
  connections: Connections,
  timings: Pick<Timings, 'checkMs' | 'unreadMs'>,
  clock: Pick<Clock, 'monotonicMs'>,
  log: Logger,
): UnreadResponses {
  const stuck = new Map<Connection, { readonly sinceMs: number; readonly readBytes: number }>();

  const check = () => {
    const nowMs = clock.monotonicMs();
    const before = new Set(stuck.keys());
    for (const connection of connections) {
      before.delete(connection);
      const { carrier } = connection;
      const readBytes = carrier.bytesWritten - carrier.writableLength;
      const isWaiting = carrier.writableLength > 0 && !isLimitedElsewhere(connection);
      if (stuck.get(connection)?.readBytes === readBytes && isWaiting) continue;
      stuck.delete(connection);
      if (isWaiting) stuck.set(connection, { sinceMs: nowMs, readBytes });
    }
    for (const closed of before) stuck.delete(closed);
    close(timings.unreadMs);
  };

  const close = (ms: number) => {
    const limitMs = clock.monotonicMs() - ms;
    for (const [connection, { sinceMs }] of stuck) {
      // The longest come first.
      if (sinceMs > limitMs) return;
      stuck.delete(connection);
      log.warn({ ms }, 'connection closed: its responses were not read');
      connection.carrier.destroy();
      connection.socket.destroy();
    }
  };

  const timer = setInterval(check, timings.checkMs);
  timer.unref();
  server.once('close', () => clearInterval(timer));
  return { connections: { [Symbol.iterator]: () => stuck.keys() }, close };
}

const limitedElsewhere = new WeakSet<ServerResponse>();

/** Leaves a response alone whose writer limits by itself what the peer does not read. */
export function limitedByWriter(res: ServerResponse): void {
  limitedElsewhere.add(res);
}

function isLimitedElsewhere({ open }: Connection): boolean {
  const [first] = open;
  return first !== undefined && limitedElsewhere.has(first);
}
