import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onClosed } from './on-closed.ts';

/** A connection, and what has been asked on it and not been answered. */
export interface Connection {
  /** The one that was accepted. */
  readonly socket: Socket;
  /** The one that carries the requests: with TLS another one. Before the first request, the one that was accepted. */
  readonly carrier: Socket;
  /** In the order in which they were asked for. */
  readonly unanswered: ReadonlySet<ServerResponse<IncomingMessage>>;
}

/** The connections of a server that are open. */
export interface Connections extends Iterable<Connection> {
  readonly size: number;
  /**
   * Those without a request to answer, in the order in which they began to wait: kept alive after their last answer, not
   * yet through with their headers or their TLS handshake, or silent from the start.
   */
  readonly waiting: ReadonlySet<Connection>;
  /** That of a request's socket, unless it is closed. */
  of(socket: Duplex): Connection | undefined;
}

/** Follows the connections of a server from now on, and bounds what may be unanswered on each. */
export function followConnections(server: Server): Connections {
  const open = new Map<string, OpenConnection>();
  const bySocket = new WeakMap<Duplex, OpenConnection>();
  const waiting = new Set<Connection>();

  server.on('connection', (socket: Socket) => {
    const connection: OpenConnection = { socket, carrier: socket, unanswered: new Set() };
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
    connection.carrier = socket;
    connection.unanswered.add(res);
    waiting.delete(connection);
    const bytes = Math.ceil(socket.writableHighWaterMark / MAX_UNANSWERED);
    expectToSend(res, bytes);
    onClosed(res, () => {
      expectToSend(res, -bytes);
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
    [Symbol.iterator]: () => open.values(),
  };
}

interface OpenConnection extends Connection {
  carrier: Socket;
  readonly unanswered: Set<ServerResponse<IncomingMessage>>;
}

/**
 * Requests of one connection that are unanswered when Node stops to read from it. What the last piece of 64 KiB held
 * comes on top of that.
 */
const MAX_UNANSWERED = 128;

/**
 * Makes Node count bytes as if they waited to be sent. It stops to read from a connection for which more than its high
 * water mark waits, and goes on by itself. It counts only answers that are written, though, and a request takes memory
 * before it has one. Node has no public name for this.
 */
function expectToSend(
  res: ServerResponse & { _onPendingData?: (bytes: number) => void },
  bytes: number,
): void {
  res._onPendingData?.(bytes);
}

/** With TLS the socket of a request is another object than the one that was accepted; the other end is the same. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
