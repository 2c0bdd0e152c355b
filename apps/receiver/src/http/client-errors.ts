import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Connections } from './connections.ts';
import { headersTooLarge, malformedRequest, type Refusal, requestTimeout } from './errors.ts';
import { onClosed } from './on-closed.ts';
import { REQUEST_ID, requestIdOf } from './request-log.ts';

/**
 * Answers what Node's HTTP parser refuses before there is a request, or in the middle of its body: text that is not HTTP,
 * headers that are too large, and requests that do not arrive in time (`requestTimeout`, `headersTimeout`). Here too,
 * with an `ErrorMessage`. Then the connection is closed.
 */
export function answerClientErrors(
  server: Server,
  connections: Connections,
  log: Logger,
  newRequestId: () => string,
): void {
  server.on('clientError', async (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!isHttpError(error)) {
      socket.destroy();
      return;
    }
    const responses = [...(connections.of(socket)?.unanswered ?? [])];
    // A sender takes the answers in the order of its requests: those that it has sent before come first.
    await Promise.all(responses.filter(({ req }) => req.complete).map(closed));
    const broken = responses.find(({ req }) => !req.complete);
    // Whatever arrives after an error is an error as well; one answer is enough.
    if (!socket.writable) return;
    // Half an answer is on its way already: nothing can be said any more.
    if (broken?.headersSent) {
      socket.destroy();
      return;
    }
    const requestId = (broken && requestIdOf(broken)) ?? newRequestId();
    const refusal = refusalOf(error);
    log.warn({ requestId, status: refusal.status, code: error.code }, 'request refused');
    socket.end(response(refusal, requestId), () => socket.destroy());
  });
}

/** Errors of the connection and of TLS come here as well; there is nobody then who could read an answer. */
function isHttpError({ code = '' }: NodeJS.ErrnoException): boolean {
  return code.startsWith('HPE_') || code.startsWith('ERR_HTTP_');
}

function closed(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => onClosed(res, resolve));
}

/** By Node's names for what is wrong. */
function refusalOf({ code }: NodeJS.ErrnoException): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTimeout();
  return code === 'HPE_HEADER_OVERFLOW' ? headersTooLarge() : malformedRequest();
}

function response(refusal: Refusal, requestId: string): string {
  const body = JSON.stringify(refusal.toErrorMessage(requestId));
  return [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    `${REQUEST_ID}: ${requestId}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
