import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onClosed } from './on-closed.ts';

/** A connection, and its requests that have no complete response yet. */
export interface Connection {
  /** The accepted socket. */
  readonly socket: Socket;
  /** The socket of the requests: with TLS a different one. Before the first request, the accepted socket. */
  readonly carrier: Socket;
  /** The open responses, in the order of their requests. */
  readonly open: ReadonlySet<ServerResponse<IncomingMessage>>;
}

/** The open connections of a server. */
export interface Connections extends Iterable<Connection> {
  readonly size: number;
  /**
   * Those without an open response, the longest idle first: kept alive after their last response, still sending headers or
   * in the TLS handshake, or silent from the start.
   */
  readonly idle: ReadonlySet<Connection>;
  /** The connection of a request's socket, unless it is closed. */
  of(socket: Duplex): Connection | undefined;
}

/** Follows the connections of a server from now on, and limits the open responses of each. */
export function followConnections(server: Server): Connections {
  const byPeer = new Map<string, MutableConnection>();
  const bySocket = new WeakMap<Duplex, MutableConnection>();
  const idle = new Set<Connection>();

  server.on('connection', (socket: Socket) => {
    const connection: MutableConnection = { socket, carrier: socket, open: new Set() };
    const peer = peerOf(socket);
    byPeer.set(peer, connection);
    idle.add(connection);
    socket.once('close', () => {
      byPeer.delete(peer);
      idle.delete(connection);
    });
  });

  server.on('request', ({ socket }: IncomingMessage, res: ServerResponse<IncomingMessage>) => {
    const connection = bySocket.get(socket) ?? byPeer.get(peerOf(socket));
    if (!connection) return;
    bySocket.set(socket, connection);
    connection.carrier = socket;
    connection.open.add(res);
    idle.delete(connection);
    const bytes = Math.ceil(socket.writableHighWaterMark / MAX_OPEN_RESPONSES);
    reserve(res, bytes);
    onClosed(res, () => {
      reserve(res, -bytes);
      connection.open.delete(res);
      if (connection.open.size === 0 && !connection.socket.destroyed) idle.add(connection);
    });
  });

  return {
    get size() {
      return byPeer.size;
    },
    idle,
    of: (socket) => bySocket.get(socket),
    [Symbol.iterator]: () => byPeer.values(),
  };
}

interface MutableConnection extends Connection {
  carrier: Socket;
  readonly open: Set<ServerResponse<IncomingMessage>>;
}

// Open responses of one connection at which Node stops reading from it. What the last chunk of 64 KiB held comes on top.
const MAX_OPEN_RESPONSES = 128;

/**
 * Makes Node count bytes as waiting to be sent. Node stops reading from a connection for which more than its high water
 * mark waits, and continues by itself. It counts only responses that have been written, but a request uses memory before
 * that. Node has no public name for this.
 */
function reserve(res: ServerResponse & { _onPendingData?: (bytes: number) => void }, bytes: number): void {
  res._onPendingData?.(bytes);
}

/** With TLS the socket of a request is not the accepted socket; the peer is the same. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
