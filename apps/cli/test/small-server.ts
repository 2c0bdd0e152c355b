import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Starts an HTTP server until the end of the test. @returns its URL. */
export async function startServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Responds to each request with a status that depends on the number of requests before it. */
export function respondWith(statusOf: (before: number) => number): RequestListener {
  let before = 0;
  return (request, response) => {
    response.statusCode = statusOf(before);
    before += 1;
    request.resume().on('end', () => response.end());
  };
}
