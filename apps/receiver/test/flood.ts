import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

// A program: opens connections, sends the same text over each of them repeatedly without waiting for a response, and prints
// `connected` when every connection has been made or cut off. Its parent ends it.

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

// Over each connection. If the other end processes all of it, 450 connections keep it busy for minutes; if it reads none, the
// operating system would take four times as much, and copying that costs more than the rest of a test.
const MAX_BYTES = 1_048_576;
const MIN_REQUESTS = 300;

const { port, connections, text, reading, tls } = JSON.parse(process.argv[2] ?? '') as Flood;
const piece = text.repeat(Math.ceil(PIECE_BYTES / text.length));
const pieces = Math.ceil(Math.max(MAX_BYTES, MIN_REQUESTS * text.length) / piece.length);
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
  let left = pieces;
  const send = () => {
    for (let isTaken = true; isTaken && left > 0 && !socket.destroyed; left -= 1)
      isTaken = socket.write(piece);
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
