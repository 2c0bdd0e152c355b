import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Starts a server that is no receiver, until the test is over. @returns its address. */
export async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers each request with a status, told by how many there were before. */
export function answering(statusOf: (before: number) => number): RequestListener {
  let before = 0;
  return (request, response) => {
    response.statusCode = statusOf(before);
    before += 1;
    request.resume().on('end', () => response.end());
  };
}
