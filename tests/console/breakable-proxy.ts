import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy whose connections a test can cut. */
export interface BreakableProxy {
  readonly origin: string;
  /** Ends all connections. @param isDown whether new ones are refused from now on. */
  readonly cut: (isDown: boolean) => void;
  /** Holds back what either side sends, without ending a connection, or lets it pass again. */
  readonly hold: (isHeld: boolean) => void;
  readonly close: () => void;
}

/** Opens a port that leads to that of another origin. */
export async function startBreakableProxy(origin: string): Promise<BreakableProxy> {
  const port = Number(new URL(origin).port);
  const sockets = new Set<Socket>();
  let isCut = false;
  let isHeld = false;
  const server = createServer((client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
    if (isHeld) for (const socket of [client, upstream]) socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut(isDown) {
      isCut = isDown;
      for (const socket of sockets) socket.destroy();
    },
    hold(held) {
      isHeld = held;
      for (const socket of sockets) {
        if (held) socket.pause();
        else socket.resume();
      }
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
