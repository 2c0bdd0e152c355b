import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';

/**
 * Limits the connections of a listener. When nine tenths of the limit are taken, each new one closes the one that has
 * waited longest for a request: kept alive after its last answer, not yet through with its headers or its TLS handshake,
 * or silent from the start. So nobody without a key can hold what others need. What comes beyond the limit is dropped.
 *
 * @returns a function that closes all connections that wait. Node's own closes only those that have had an answer.
 */
export function limitConnections(server: Server, maximum: number, log: Logger): () => void {
  const crowded = Math.floor(maximum * 0.9);
  const open = new Map<string, Connection>();
  // In the order in which they began to wait.
  const waiting = new Set<Connection>();
  let dropping = false;

  server.maxConnections = maximum;
  server.on('connection', (socket: Socket) => {
    const connection: Connection = { socket, unanswered: 0 };
    const peer = peerOf(socket);
    open.set(peer, connection);
    waiting.add(connection);
    socket.once('close', () => {
      open.delete(peer);
      waiting.delete(connection);
      if (open.size < crowded) dropping = false;
    });
    const [longest] = waiting;
    if (open.size > crowded && longest && longest !== connection) longest.socket.destroy();
  });

  server.on('request', ({ socket }: IncomingMessage, res: ServerResponse) => {
    const connection = open.get(peerOf(socket));
    if (!connection) return;
    connection.unanswered += 1;
    waiting.delete(connection);
    res.once('close', () => {
      connection.unanswered -= 1;
      if (connection.unanswered === 0 && !connection.socket.destroyed) waiting.add(connection);
    });
  });

  server.on('drop', () => {
    // Whoever is at it may do this a thousand times a second. Once says it.
    if (!dropping) log.warn({ maximum }, 'connections are dropped: the limit is reached');
    dropping = true;
  });

  return () => {
    for (const { socket } of waiting) socket.destroy();
  };
}

interface Connection {
  readonly socket: Socket;
  unanswered: number;
}

/** With TLS the socket of a request is another object than the one that was accepted; the other end is the same. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
