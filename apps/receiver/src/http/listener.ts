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
import type { Clock } from '@partner-webhooks/inbox';
import type { Logger } from 'pino';
import type { ErrorResponse } from '../reported-error.ts';
import { limitAnonymousRequests } from './anonymous-request-limit.ts';
import { respondToClientErrors } from './client-errors.ts';
import { limitConnections } from './connection-limit.ts';
import { followConnections } from './connections.ts';
import { MAX_HEADER_BYTES, MAX_HEADER_LINES } from './headers.ts';
import { withPath } from './request-target.ts';
import type { Timings } from './timings.ts';
import type { Certificate } from './tls/certificate.ts';
import { followCertificate, type RenewalOptions } from './tls/certificate-renewal.ts';
import { closeUnread } from './unread-responses.ts';

/** The parts and limits of a listener. */
export interface ListenerOptions {
  readonly log: Logger;
  readonly newRequestId: () => string;
  readonly clock: Clock;
  readonly timings: Timings;
  readonly maxConnections: number;
  /** Whether a request carries a valid secret. */
  readonly isAuthenticated: (req: IncomingMessage) => boolean;
  /** How the contract of the listener writes errors. */
  readonly errorResponse: ErrorResponse;
  /** The certificate, which is reloaded as long as the listener is open. Without it the listener speaks HTTP. */
  readonly tls?: Pick<RenewalOptions, 'files' | 'current'> | undefined;
}

/** An HTTP listener with timeouts ({@link Timings}) and limits. Every error response has a JSON body. */
export interface Listener {
  readonly server: Server;
  /** @throws Error if it cannot be opened, for instance because the port is in use. */
  listen(port: number, host: string): Promise<AddressInfo>;
  /** Accepts no more connections, and closes the open ones as soon as they have no open response. */
  close(): Promise<void>;
}

/** Creates a listener. It does nothing until `listen` is called. */
export function createListener(app: RequestListener, options: ListenerOptions): Listener {
  const { log, newRequestId, clock, timings, maxConnections, isAuthenticated, errorResponse, tls } = options;
  const server = tls ? createTls(options, tls) : createServer(serverOptions(timings));
  server.headersTimeout = timings.headersMs;
  server.requestTimeout = timings.requestMs;
  server.keepAliveTimeout = timings.keepAliveMs;
  server.maxHeadersCount = MAX_HEADER_LINES;
  const connections = followConnections(server);
  const unread = closeUnread(server, connections, timings, clock, log);
  respondToClientErrors(server, connections, log, newRequestId, errorResponse);
  limitConnections(server, connections, unread, maxConnections, log);
  server.on('request', limitAnonymousRequests(withPath(app), isAuthenticated));
  // A sender may close its side once it has sent everything (RFC 9112, section 9.6). Node has no public name for that.
  Object.assign(server, { httpAllowHalfOpen: true });
  // Node closes only those that have had a response.
  const closeIdle = () => {
    for (const { socket } of connections.idle) socket.destroy();
    unread.close(timings.lingerMs);
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
      const sweep = setInterval(closeIdle, SWEEP_INTERVAL_MS);
      server.close(() => {
        clearInterval(sweep);
        resolve();
      });
      return promise;
    },
  };
}

const SWEEP_INTERVAL_MS = 20;

function createTls(
  { log, clock, timings }: ListenerOptions,
  tls: NonNullable<ListenerOptions['tls']>,
): Server {
  const server = createTlsServer({
    ...serverOptions(timings),
    ...secureContext(tls.current),
    handshakeTimeout: timings.headersMs,
    // The default of Node without TLS: a sender may close its side first.
    allowHalfOpen: true,
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    log.warn({ code: error.code }, 'TLS handshake failed');
  });
  server.once('listening', () => {
    const unfollow = followCertificate({
      ...tls,
      clock,
      intervalMs: timings.renewalMs,
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

function serverOptions({ checkMs }: Timings): ServerOptions {
  return {
    connectionsCheckingInterval: checkMs,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The app rejects a request without the header, with an error of the contract.
    requireHostHeader: false,
    insecureHTTPParser: false,
  };
}

function secureContext({ cert, key }: Certificate): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2' };
}
