import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { Connections } from './connections.ts';
import type { Untaken } from './unread-responses.ts';

/**
 * Limits the connections of a listener. When nine tenths of the limit are taken, each new one closes another: one that
 * does not take its answers, or else the one that has waited longest for a request. So nobody without a key can hold
 * what others need. What comes beyond the limit is dropped.
 */
export function limitConnections(
  server: Server,
  connections: Connections,
  untaken: Untaken,
  maximum: number,
  log: Logger,
): void {
  const crowded = Math.floor(maximum * 0.9);
  let dropping = false;

  server.maxConnections = maximum;
  server.on('connection', (socket) => {
    if (connections.size <= crowded) {
      dropping = false;
      return;
    }
    const [stuck] = untaken.connections;
    const [longest] = connections.waiting;
    const victim = stuck ?? longest;
    if (victim && victim.socket !== socket) victim.socket.destroy();
  });
  server.on('drop', () => {
    // Whoever is at it may do this a thousand times a second. Once says it.
    if (!dropping) log.warn({ maximum }, 'connections are dropped: the limit is reached');
    dropping = true;
  });
}
