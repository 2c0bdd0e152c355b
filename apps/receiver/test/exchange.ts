import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends text as it is. @returns the first chunk of the response. */
export async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  const [data] = await once(socket, 'data');
  socket.destroy();
  return String(data);
}
