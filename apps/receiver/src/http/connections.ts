import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onClosed } from './closed.ts';

/** A connection, and what has been asked on it and not been answered. */
export interface Connection {
  /** The one that was accepted; with TLS, that of a request is another one. */
  readonly socket: Socket;
  /** In the order in which they were asked for. */
  readonly unanswered: ReadonlySet<ServerResponse<IncomingMessage>>;
}

/** The connections of a server that are open. */
export interface Connections {
  readonly size: number;
  /**
   * Those without a request to answer, in the order in which they began to wait: kept alive after their last answer, not
   * yet through with their headers or their TLS handshake, or silent from the start.
   */
  readonly waiting: ReadonlySet<Connection>;
  /** That of a request's socket, unless it is closed. */
  of(socket: Duplex): Connection | undefined;
}

/** Follows the connections of a server from now on. */
export function followConnections(server: Server): Connections {
  const open = new Map<string, Connection & { readonly unanswered: Set<ServerResponse> }>();
  const bySocket = new WeakMap<Duplex, Connection & { readonly unanswered: Set<ServerResponse> }>();
  const waiting = new Set<Connection>();

  server.on('connection', (socket: Socket) => {
    const connection = { socket, unanswered: new Set<ServerResponse<IncomingMessage>>() };
    const peer = peerOf(socket);
    open.set(peer, connection);
    waiting.add(connection);
    socket.once('close', () => {
      open.delete(peer);
      waiting.delete(connection);
    });
  });

  server.on('request', ({ socket }: IncomingMessage, res: ServerResponse<IncomingMessage>) => {
    const connection = bySocket.get(socket) ?? open.get(peerOf(socket));
    if (!connection) return;
    bySocket.set(socket, connection);
    connection.unanswered.add(res);
    waiting.delete(connection);
    onClosed(res, () => {
      connection.unanswered.delete(res);
      if (connection.unanswered.size === 0 && !connection.socket.destroyed) waiting.add(connection);
    });
  });

  return {
    get size() {
      return open.size;
    },
    waiting,
    of: (socket) => bySocket.get(socket),
  };
}

/** With TLS the socket of a request is another object than the one that was accepted; the other end is the same. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
