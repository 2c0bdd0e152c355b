import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect } from 'vitest';
import { isErrorMessage } from './error-message.ts';

/** A response as it was received. */
export interface RawResponse {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A connection that sends text as it is and receives responses one by one. */
export interface RawConnection {
  readonly socket: Socket;
  readonly send: (data: string | Uint8Array) => void;
  /** The next response; `undefined` if the connection ends before it is complete. */
  readonly response: () => Promise<RawResponse | undefined>;
  /** Resolves when the connection has ended, by either side. */
  readonly closed: Promise<void>;
}

/** Opens a connection to a receiver on this machine. @param tls with TLS, to whatever certificate. */
export async function openConnection(port: number, tls = false): Promise<RawConnection> {
  const to = { port, host: '127.0.0.1' };
  const socket = tls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
  await once(socket, tls ? 'secureConnect' : 'connect');
  return rawConnection(socket);
}

/** The same over a socket that is connected already, whatever it speaks below. */
export function rawConnection(socket: Socket): RawConnection {
  let received = '';
  let ended = false;
  let wake = () => {};
  socket.on('data', (data) => {
    received += data.toString('latin1');
    wake();
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      ended = true;
      wake();
      resolve();
    });
  });
  // A connection that is reset ends as well.
  socket.on('error', () => {});
  socket.on('end', () => socket.end());

  return {
    socket,
    send: (data) => void socket.write(data),
    closed,
    async response() {
      for (;;) {
        const found = parse(received);
        if (found) {
          received = received.slice(found.length);
          return found.response;
        }
        if (ended) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** Sends text over a connection of its own. @returns the responses until the connection ends, or until there are `count`. */
export async function talk(
  port: number,
  text: string | Uint8Array,
  count = Infinity,
): Promise<RawResponse[]> {
  const connection = await openConnection(port);
  connection.send(text);
  const responses: RawResponse[] = [];
  while (responses.length < count) {
    const response = await connection.response();
    if (!response) break;
    responses.push(response);
  }
  connection.socket.destroy();
  return responses;
}

/** Checks that the response has this status and the contract's `ErrorMessage` with the id of the request. */
export function expectHttpError(response: RawResponse | undefined, status: number): void {
  expect(response?.status).toBe(status);
  const body = JSON.parse(response?.body ?? '');
  expect(isErrorMessage?.(body), JSON.stringify(isErrorMessage?.errors)).toBe(true);
  expect(response?.headers['x-request-id']).toBe(body.requestId);
}

/** The first response in a text that may not be complete yet. */
function parse(text: string): { response: RawResponse; length: number } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(start)?.[1]);
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  const length = end + 4 + Number(headers['content-length'] ?? 0);
  if (text.length < length) return undefined;
  return { response: { status, headers, body: text.slice(end + 4, length) }, length };
}
