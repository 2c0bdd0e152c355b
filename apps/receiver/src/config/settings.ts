import { parseDatabaseUrl } from '@partner-webhooks/inbox';
import { z } from 'zod';
import { SECURITY_SCHEMES } from '../generated/requests.ts';
import { duration, integer, list, optional, port, setting } from './fields.ts';
import { ADMIN_TOKEN } from './secret.ts';
import { sharedSecretSettings } from './secret-settings.ts';
import { EXPECTED_PROXIES, parseTrustProxy } from './trust-proxy.ts';

/** The variables of every receiver, each with its type, its meaning and its default, in the order of the documentation. */
export const settings = {
  NODE_ENV: setting(
    // Another text, such as `prod`, would generate secrets where they are not wanted.
    z.enum(['development', 'test', 'production'], { error: 'expected development, test or production' }),
    '`development`, `test` or `production`. In `production` no secret is generated: without API keys and an admin token the receiver does not start.',
    'development',
  ),
  HOST: setting(z.string(), 'Address of the public listener.', '0.0.0.0'),
  PORT: setting(port(), 'Port of the public listener. It serves only the webhooks and the probes.', '8080'),
  ADMIN_HOST: setting(z.string(), 'Address of the admin listener.', '127.0.0.1'),
  ADMIN_PORT: setting(
    port(),
    'Port of the admin listener. It serves the admin API, the metrics, the documentation and the probes.',
    '9090',
  ),
  ADMIN_TOKEN: optional(
    z.string().regex(ADMIN_TOKEN, 'expected at least 16 letters, digits or any of - . _ ~ + /'),
    'Bearer token that the admin API and the metrics require, at least 16 characters.',
    'generated outside production',
  ),
  ADMIN_TOKENS_FILE: optional(
    z.string(),
    'File with further tokens of the admin listener, one per line: a name, the role `operator` or `read-only`, and the token. It is loaded again within 10 s of a change.',
  ),
  AUDIT_RETENTION_DAYS: setting(
    integer('expected a number of days from 1 to 36500', 1, 36_500),
    'Days until entries of the audit log are removed.',
    '400',
  ),
  ADMIN_HOSTNAMES: optional(
    list('expected host names separated by commas, without ports'),
    'Host names of the admin listener besides `localhost` and IP addresses, separated by commas.',
  ),
  TLS_CERT_FILE: optional(
    z.string(),
    'PEM file with the certificate chain of the public listener. If it is set, the listener speaks HTTPS only.',
  ),
  TLS_KEY_FILE: optional(z.string(), 'PEM file with the private key of that certificate.'),
  TRUST_PROXY: setting(
    z
      .string()
      .transform((text) => parseTrustProxy(text))
      .refine((proxies) => proxies !== undefined, EXPECTED_PROXIES),
    'Proxies whose `X-Forwarded-For` is trusted: their number, or their addresses and subnets.',
    '0',
  ),
  MAX_CONNECTIONS: setting(
    integer('expected a number from 1 to 100000', 1, 100_000),
    'Maximum number of connections of the public listener. From 90 % of it on, idle connections are closed.',
    '2000',
  ),
  ...sharedSecretSettings(SECURITY_SCHEMES),
  DATABASE_URL: setting(
    z.string().transform((url, context) => {
      const parsed = parseDatabaseUrl(url);
      if (!('problem' in parsed)) return parsed;
      context.addIssue(parsed.problem);
      return z.NEVER;
    }),
    'SQLite file of the inbox: `file:` and its path, with `%20` for a space, without options. Or a PostgreSQL database: `postgres://user@host/database`, or `postgres://user@host1,host2/database` for a primary and its standby.',
    'file:./data/inbox.db',
  ),
  DATABASE_PASSWORD_FILE: optional(
    z.string(),
    'PostgreSQL: file with the password in its first line. It is read for each connection, so the password can be changed without a restart.',
  ),
  DATABASE_POOL_SIZE: setting(
    integer('expected a number of connections from 4 to 100', 4, 100),
    'PostgreSQL: maximum number of connections. One listens, two read, the others write.',
    '10',
  ),
  DATABASE_STATEMENT_TIMEOUT: setting(
    duration(100, 1, 'h'),
    'PostgreSQL: timeout of one statement, up to `1h`. A server that does not respond for longer counts as unavailable.',
    '10s',
  ),
  DATA_FOLDER: setting(
    z.string(),
    'PostgreSQL: folder of generated secrets. With SQLite they are beside its file.',
    './data',
  ),
  DEDUPLICATION_WINDOW: setting(
    duration(0, 30, 'd'),
    'How long the receiver recognises a repeated payload without a clock, up to `30d`.',
    '24h',
  ),
  REPLAY_DEAD: setting(
    z.enum(['on', 'off'], { error: 'expected on or off' }),
    'Whether a dead notification is replayed when the platform delivers it again.',
    'on',
  ),
  RETENTION_DAYS: setting(
    integer('expected a number of days from 1 to 36500', 1, 36_500),
    'Days until handled and discarded notifications and quarantined bodies are removed. Pending and dead ones stay.',
    '90',
  ),
  MAX_BODY_BYTES: setting(
    integer('expected a number of bytes from 1 to 16777216', 1, 16_777_216),
    'Maximum size of a body in bytes, after decompression.',
    '1048576',
  ),
  RECEIVE: setting(
    z.enum(['on', 'off'], { error: 'expected on or off' }),
    'With `off` there is no public listener: this process is a worker, which handles what receivers store in the same PostgreSQL database.',
    'on',
  ),
  HANDLERS: setting(
    z.enum(['on', 'off'], { error: 'expected on or off' }),
    'With `off` no handler is called: notifications are received and stay pending.',
    'on',
  ),
  MIGRATIONS_FOLDER: optional(
    z.string(),
    'Folder with the migrations of the tables that handlers write: `sqlite/0001-….sql` or `postgres/0001-….sql`. They are run at the start.',
    'apps/receiver/migrations',
  ),
  HANDLER_CONCURRENCY: setting(
    integer('expected a number from 1 to 1000', 1, 1_000),
    'Maximum number of handlers that run at the same time.',
    '16',
  ),
  HANDLER_TIMEOUT: setting(duration(1, 24, 'h'), 'Timeout of one call of a handler, up to `24h`.', '30s'),
  HANDLER_LEASE: setting(
    duration(1_000, 24, 'h'),
    'PostgreSQL: how long another receiver leaves a notification alone after its receiver has been heard of last, from `1s` to `24h`.',
    '30s',
  ),
  HANDLER_MAX_ATTEMPTS: setting(
    integer('expected a number from 1 to 100', 1, 100),
    'Number of attempts after which a notification is dead.',
    '8',
  ),
  SHUTDOWN_TIMEOUT: setting(
    duration(0, 24, 'h'),
    'Time that requests and handlers have to finish after SIGTERM, up to `24h`.',
    '10s',
  ),
  LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    }),
    'Lowest level that is logged.',
    'info',
  ),
};
