import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

// A program: opens connections, sends the same text over each of them repeatedly without waiting for a response, for
// as long as the other end takes it, and prints `connected` when every connection has been made or cut off. Its parent ends
// it.

/** How the responses are read. */
export type Reading = 'never' | 'a byte a second' | 'never, and the connection is half closed';

/** The options of the program, as JSON in its first argument. */
export interface Flood {
  readonly port: number;
  readonly connections: number;
  readonly text: string;
  readonly reading: Reading;
  readonly tls: boolean;
}

const PIECE_BYTES = 65_536;

const { port, connections, text, reading, tls } = JSON.parse(process.argv[2] ?? '') as Flood;
const piece = text.repeat(Math.ceil(PIECE_BYTES / text.length));
const to = { port, host: '127.0.0.1' };

let waiting = connections;
function onConnected(): void {
  waiting -= 1;
  if (waiting === 0) process.stdout.write('connected\n');
}

for (let n = 0; n < connections; n += 1) {
  const socket = tls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
  socket.pause();
  // Being cut off is what it is for.
  socket.on('error', () => {});
  const send = () => {
    while (!socket.destroyed && socket.write(piece));
    if (reading.endsWith('half closed')) socket.end();
  };
  const connected = new Promise<void>((resolve) => {
    socket.once(tls ? 'secureConnect' : 'connect', resolve).once('close', () => resolve());
  });
  void connected.then(onConnected);
  socket.on(tls ? 'secureConnect' : 'connect', send);
  if (!reading.endsWith('half closed')) socket.on('drain', send);
  if (reading === 'a byte a second') setInterval(() => socket.read(1), 1_000);
}
// Until it is ended, though all connections may have been cut off.
setInterval(() => {}, 60_000);
