import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { limitStrangers } from './anonymous-request-limit.ts';
import { answerClientErrors } from './client-errors.ts';
import { limitConnections } from './connection-limit.ts';
import { followConnections } from './connections.ts';
import { MAX_HEADER_BYTES, MAX_HEADERS } from './headers.ts';
import { withPath } from './request-target.ts';
import type { Timings } from './timings.ts';
import type { Certificate } from './tls/certificate.ts';
import { followCertificate, type RenewalOptions } from './tls/certificate-renewal.ts';
import { closeUntaken } from './unread-responses.ts';

/** What a listener works with. */
export interface ListenerOptions {
  readonly log: Logger;
  readonly newRequestId: () => string;
  /** Milliseconds of a clock that never goes back. */
  readonly ticks: () => number;
  readonly timings: Timings;
  readonly maxConnections: number;
  /** Whether a request carries a valid secret. */
  readonly isKnown: (req: IncomingMessage) => boolean;
  /** The certificate, which is followed for as long as the listener is open. Without it, HTTP is spoken. */
  readonly tls?: Pick<RenewalOptions, 'files' | 'current' | 'after'> | undefined;
}

/** Where an app is served: patient for as long as {@link Timings} say, and with words for every refusal. */
export interface Listener {
  readonly server: Server;
  /** @throws Error where it cannot be opened, for instance because the port is taken. */
  listen(port: number, host: string): Promise<AddressInfo>;
  /** Takes no more connections, and closes those there are as soon as they have no request to answer. */
  close(): Promise<void>;
}

/** Makes a listener. It does nothing until it is told to listen. */
export function createListener(app: RequestListener, options: ListenerOptions): Listener {
  const { log, newRequestId, ticks, timings, maxConnections, isKnown, tls } = options;
  const server = tls ? createTls(options, tls) : createServer(serverOptions(timings));
  server.headersTimeout = timings.headers;
  server.requestTimeout = timings.request;
  server.keepAliveTimeout = timings.keepAlive;
  server.maxHeadersCount = MAX_HEADERS;
  const connections = followConnections(server);
  const untaken = closeUntaken(server, connections, timings, ticks, log);
  answerClientErrors(server, connections, log, newRequestId);
  limitConnections(server, connections, untaken, maxConnections, log);
  server.on('request', limitStrangers(withPath(app), isKnown));
  // A sender may close its side once it has sent everything (RFC 9112, section 9.6). Node has no public name for answering it.
  Object.assign(server, { httpAllowHalfOpen: true });
  // Node's own closes only those that have had an answer.
  const closeWaiting = () => {
    for (const { socket } of connections.waiting) socket.destroy();
    untaken.close(timings.linger);
  };

  return {
    server,
    listen(port, host) {
      const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve(server.address() as AddressInfo);
      });
      return promise;
    },
    close() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const sweep = setInterval(closeWaiting, 20);
      server.close(() => {
        clearInterval(sweep);
        resolve();
      });
      return promise;
    },
  };
}

function createTls({ log, timings }: ListenerOptions, tls: NonNullable<ListenerOptions['tls']>): Server {
  const server = createTlsServer({
    ...serverOptions(timings),
    ...secureContext(tls.current),
    handshakeTimeout: timings.headers,
    // As without TLS, where it is Node's own choice: a sender may close its side first.
    allowHalfOpen: true,
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    log.warn({ code: error.code }, 'TLS handshake failed');
  });
  server.once('listening', () => {
    const unfollow = followCertificate({
      ...tls,
      every: timings.renewal,
      onRenewed: (certificate) => {
        server.setSecureContext(secureContext(certificate));
        log.info({ validTo: certificate.validTo }, 'certificate renewed');
      },
      onError: (error) =>
        log.error({ err: error }, 'the changed certificate cannot be used: the old one stays'),
    });
    server.once('close', unfollow);
  });
  return server;
}

function serverOptions({ check }: Timings): ServerOptions {
  return {
    connectionsCheckingInterval: check,
    maxHeaderSize: MAX_HEADER_BYTES,
    // A request without the header is refused by the app, in the contract's words.
    requireHostHeader: false,
    insecureHTTPParser: false,
  };
}

function secureContext({ cert, key }: Certificate): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2' };
}
