import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { malformedRequest, type Refusal, requestTimeout } from './refusal.ts';

/**
 * Answers what Node's HTTP parser refuses before there is a request: text that is not HTTP, headers that are too large,
 * and requests that do not arrive in time (`requestTimeout`, `headersTimeout`). Here too, with an `ErrorMessage`.
 */
export function answerClientErrors(server: Server, log: Logger, newId: () => string): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const requestId = newId();
    const refusal =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? requestTimeout() : malformedRequest(error.code);
    log.warn({ requestId, status: refusal.status, code: error.code }, 'request refused');
    socket.end(response(refusal, requestId));
  });
}

function response(refusal: Refusal, requestId: string): string {
  const body = JSON.stringify(refusal.toErrorMessage(requestId));
  return [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    `X-Request-Id: ${requestId}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
