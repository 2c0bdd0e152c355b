import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { ErrorResponse } from '../reported-error.ts';
import type { Connections } from './connections.ts';
import { HttpError } from './errors.ts';
import { onClosed } from './on-closed.ts';
import { REQUEST_ID, requestIdOf } from './request-log.ts';

/**
 * Responds to what Node's HTTP parser rejects before there is a request, or in the middle of its body: bytes that are not
 * HTTP, headers that are too large, and requests that do not arrive in time (`requestTimeout`, `headersTimeout`). The
 * response has the body of the contract here too. Then the connection is closed.
 */
export function respondToClientErrors(
  server: Server,
  connections: Connections,
  log: Logger,
  newRequestId: () => string,
  errorResponse: ErrorResponse,
): void {
  server.on('clientError', async (cause: NodeJS.ErrnoException, socket: Duplex) => {
    if (!isHttpError(cause)) {
      socket.destroy();
      return;
    }
    const responses = [...(connections.of(socket)?.open ?? [])];
    // A sender expects the responses in the order of its requests, so the complete requests come first.
    await Promise.all(responses.filter(({ req }) => req.complete).map(closed));
    const broken = responses.find(({ req }) => !req.complete);
    // Whatever arrives after an error is an error as well; one response is enough.
    if (!socket.writable) return;
    // A part of the response has been sent already.
    if (broken?.headersSent) {
      socket.destroy();
      return;
    }
    const requestId = (broken && requestIdOf(broken)) ?? newRequestId();
    const error = httpErrorFor(cause);
    log.warn({ requestId, status: error.status, code: cause.code }, 'request rejected');
    socket.end(responseText(error, requestId, errorResponse), () => socket.destroy());
  });
}

/** Errors of the connection and of TLS arrive here as well; then no client is left that could read a response. */
function isHttpError({ code = '' }: NodeJS.ErrnoException): boolean {
  return code.startsWith('HPE_') || code.startsWith('ERR_HTTP_');
}

function closed(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => onClosed(res, resolve));
}

/** By the error codes of Node. */
function httpErrorFor({ code }: NodeJS.ErrnoException): HttpError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new HttpError('REQUEST_TIMEOUT');
  return new HttpError(code === 'HPE_HEADER_OVERFLOW' ? 'HEADERS_TOO_LARGE' : 'MALFORMED_REQUEST');
}

function responseText(error: HttpError, requestId: string, { mediaType, bodyOf }: ErrorResponse): string {
  const body = JSON.stringify(bodyOf(error.report(requestId)));
  return [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    `${REQUEST_ID}: ${requestId}`,
    `Content-Type: ${mediaType}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
