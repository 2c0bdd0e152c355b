import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { Connections } from './connections.ts';
import type { UnreadResponses } from './unread-responses.ts';

/**
 * Limits the connections of a listener. When nine tenths of the limit are in use, each new connection closes another: one
 * that does not read its responses, or else the one that has been idle longest. So a client without a key cannot hold the
 * connections that others need. Connections beyond the limit are dropped.
 */
export function limitConnections(
  server: Server,
  connections: Connections,
  unread: UnreadResponses,
  maximum: number,
  log: Logger,
): void {
  const crowded = Math.floor(maximum * 0.9);
  let isDropping = false;

  server.maxConnections = maximum;
  server.on('connection', (socket) => {
    if (connections.size <= crowded) {
      isDropping = false;
      return;
    }
    const [stuck] = unread.connections;
    const [longestIdle] = connections.idle;
    const victim = stuck ?? longestIdle;
    if (victim && victim.socket !== socket) victim.socket.destroy();
  });
  server.on('drop', () => {
    // This may happen a thousand times a second. One line is enough.
    if (!isDropping) log.warn({ maximum }, 'connections are dropped: the limit is reached');
    isDropping = true;
  });
}
