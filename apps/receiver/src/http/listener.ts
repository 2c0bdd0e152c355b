import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import type { Certificate } from './certificate.ts';
import { followCertificate, type RenewalOptions } from './certificate-renewal.ts';
import { answerClientErrors } from './client-error.ts';
import { MAX_HEADER_BYTES, MAX_HEADERS } from './headers.ts';
import type { Timings } from './timings.ts';

/** What a listener works with. */
export interface ListenerOptions {
  readonly log: Logger;
  readonly newId: () => string;
  readonly timings: Timings;
}

/** A listener for HTTP, not yet open: patient for as long as {@link Timings} say, and with words for every refusal. */
export function createListener(app: RequestListener, options: ListenerOptions): Server {
  return guard(createServer(serverOptions(options.timings), app), options);
}

/** The same for HTTPS, with a certificate that is followed for as long as the listener is open. */
export function createTlsListener(
  app: RequestListener,
  options: ListenerOptions,
  renewal: Pick<RenewalOptions, 'files' | 'current' | 'after'>,
): Server {
  const { log, timings } = options;
  const server = createTlsServer(
    { ...serverOptions(timings), ...secureContext(renewal.current), handshakeTimeout: timings.headers },
    app,
  );
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    log.warn({ code: error.code }, 'TLS handshake failed');
  });
  server.once('listening', () => {
    const unfollow = followCertificate({
      ...renewal,
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
  return guard(server, options);
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

function guard(server: Server, { log, newId, timings }: ListenerOptions): Server {
  server.headersTimeout = timings.headers;
  server.requestTimeout = timings.request;
  server.keepAliveTimeout = timings.keepAlive;
  server.maxHeadersCount = MAX_HEADERS;
  answerClientErrors(server, log, newId);
  return server;
}
