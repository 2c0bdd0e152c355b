import { z } from 'zod';
import { parseDatabaseUrl } from './database-url.ts';
import { EXPECTED_PROXIES, parseTrustProxy } from './http/trust-proxy.ts';

/** The settings of a receiver, checked. */
export type Config = z.infer<typeof schema> & {
  /** What was set, as it was written. */
  readonly given: Readonly<Record<string, string | undefined>>;
};

/** Some settings cannot be used. The message has one line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings from environment variables. An empty variable counts as not set.
 *
 * @throws ConfigError naming every variable that cannot be used, what was found and what is expected.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const result = schema.safeParse(given);
  if (result.success) return { ...result.data, given };
  const lines = new Map<string, string>();
  for (const { path, message } of result.error.issues) {
    const name = String(path[0]);
    const found = SECRET.has(name) ? '' : `, found ${JSON.stringify(given[name]?.slice(0, MAX_FOUND_CHARS))}`;
    // The first of several says enough.
    if (!lines.has(name)) lines.set(name, `${name}: ${message}${found}`);
  }
  throw new ConfigError([...lines.values()].join('\n'));
}

/** What a variable means and its default, for the table of settings in the documentation. */
export function describeConfig(): { name: string; meaning: string; fallback: string }[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description = '', fallback } = field.meta() ?? {};
    return { name, meaning: description, fallback: typeof fallback === 'string' ? fallback : '' };
  });
}

/** A setting as it is in use. */
export interface SettingInUse {
  readonly name: string;
  /** What was set, or the default; absent where there is neither, and for secrets. */
  readonly value?: string;
  readonly isSet: boolean;
  readonly meaning: string;
}

/** All settings as they are in use, without the secrets. */
export function settingsInUse(config: Config): SettingInUse[] {
  return describeConfig().map(({ name, meaning, fallback }) => {
    const given = config.given[name];
    const value = SECRET.has(name) ? undefined : (given ?? fallback) || undefined;
    return { name, ...(value !== undefined && { value }), isSet: given !== undefined, meaning };
  });
}

const SECRET = new Set(['API_KEYS', 'ADMIN_TOKEN']);

// Of a value that cannot be used, to be recognised by.
const MAX_FOUND_CHARS = 200;

const DURATION = /^(\d+)(ms|s|m|h|d)$/;
const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const schema = z.object({
  NODE_ENV: setting(
    z.string().default('development'),
    'In `production` no secret is generated: without API keys and an admin token the receiver does not start.',
    'development',
  ),
  HOST: setting(z.string().default('0.0.0.0'), 'Address of the public listener.', '0.0.0.0'),
  PORT: setting(
    port(8080),
    'Port of the public listener. It serves only the webhooks and the probes.',
    '8080',
  ),
  ADMIN_HOST: setting(z.string().default('127.0.0.1'), 'Address of the admin listener.', '127.0.0.1'),
  ADMIN_PORT: setting(
    port(9090),
    'Port of the admin listener. It serves the admin API, the metrics, the documentation and the probes.',
    '9090',
  ),
  ADMIN_TOKEN: setting(
    z
      .string()
      .regex(/^[\w.~+/-]{16,}=*$/, 'expected at least 16 letters, digits or any of - . _ ~ + /')
      .optional(),
    'Bearer token that the admin API and the metrics require, at least 16 characters.',
    'generated outside production',
  ),
  ADMIN_HOSTNAMES: setting(
    list('expected host names separated by commas, without ports').default([]),
    'Host names of the admin listener besides `localhost` and IP addresses, separated by commas.',
    '',
  ),
  TLS_CERT_FILE: setting(
    z.string().optional(),
    'PEM file with the certificate chain of the public listener. If it is set, the listener speaks HTTPS only.',
    '',
  ),
  TLS_KEY_FILE: setting(z.string().optional(), 'PEM file with the private key of that certificate.', ''),
  TRUST_PROXY: setting(
    z
      .string()
      .transform((text) => parseTrustProxy(text))
      .refine((proxies) => proxies !== undefined, EXPECTED_PROXIES)
      .optional(),
    'Proxies whose `X-Forwarded-For` is trusted: their number, or their addresses and subnets.',
    '0',
  ),
  MAX_CONNECTIONS: setting(
    integer('expected a number from 1 to 100000', 1, 100_000, 2_000),
    'Maximum number of connections of the public listener. From 90 % of it on, idle connections are closed.',
    '2000',
  ),
  API_KEY_HEADER: setting(
    z
      .string()
      .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of an HTTP header')
      .transform((name) => name.toLowerCase())
      .default('api-key'),
    'Name of the header in which the platform sends the API key.',
    'api-key',
  ),
  API_KEYS: setting(
    z
      .string()
      .transform((list) => list.split(',').map((key) => key.trim()))
      .refine((keys) => keys.every(Boolean), 'expected keys separated by commas, none of them empty')
      .optional(),
    'Valid API keys, separated by commas. In production each key needs at least 16 characters of printable ASCII.',
    'generated outside production',
  ),
  API_KEYS_FILE: setting(
    z.string().optional(),
    'File with more valid API keys, one per line. Lines that begin with `#` are ignored.',
    '',
  ),
  DATABASE_URL: setting(
    z
      .string()
      .transform((url, context) => {
        const parsed = parseDatabaseUrl(url);
        if ('file' in parsed) return parsed.file;
        context.addIssue(parsed.problem);
        return z.NEVER;
      })
      .default('./data/inbox.db'),
    'SQLite file of the inbox: `file:` and its path, with `%20` for a space, without options.',
    'file:./data/inbox.db',
  ),
  DEDUPLICATION_WINDOW: setting(
    duration('24h', 0, 30, 'd'),
    'How long the receiver recognises a repeated payload without a clock, up to `30d`.',
    '24h',
  ),
  REPLAY_DEAD: setting(
    z.enum(['on', 'off'], { error: 'expected on or off' }).default('on'),
    'Whether a dead notification is replayed when the platform delivers it again.',
    'on',
  ),
  RETENTION_DAYS: setting(
    integer('expected a number of days from 1 to 36500', 1, 36_500, 90),
    'Days until handled and discarded notifications and quarantined bodies are removed. Pending and dead ones stay.',
    '90',
  ),
  MAX_BODY_BYTES: setting(
    integer('expected a number of bytes from 1 to 16777216', 1, 16_777_216, 1_048_576),
    'Maximum size of a body in bytes, after decompression.',
    '1048576',
  ),
  HANDLERS: setting(
    z.enum(['on', 'off'], { error: 'expected on or off' }).default('on'),
    'With `off` no handler is called: notifications are received and stay pending.',
    'on',
  ),
  HANDLER_CONCURRENCY: setting(
    integer('expected a number from 1 to 1000', 1, 1_000, 16),
    'Maximum number of handlers that run at the same time.',
    '16',
  ),
  HANDLER_TIMEOUT: setting(
    duration('30s', 1, 24, 'h'),
    'Timeout of one call of a handler, up to `24h`.',
    '30s',
  ),
  HANDLER_MAX_ATTEMPTS: setting(
    integer('expected a number from 1 to 100', 1, 100, 8),
    'Number of attempts after which a notification is dead.',
    '8',
  ),
  SHUTDOWN_TIMEOUT: setting(
    duration('10s', 0, 24, 'h'),
    'Time that requests and handlers have to finish after SIGTERM, up to `24h`.',
    '10s',
  ),
  LOG_LEVEL: setting(
    z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
        error: 'expected fatal, error, warn, info, debug, trace or silent',
      })
      .default('info'),
    'Lowest level that is logged.',
    'info',
  ),
});

function setting<Field extends z.ZodType>(field: Field, description: string, fallback: string): Field {
  return field.meta({ description, fallback });
}

function integer(expected: string, minimum: number, maximum: number, fallback: number) {
  return z
    .string()
    .regex(/^\d+$/, expected)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, expected)
    .default(fallback);
}

/** Names in lower case. */
function list(expected: string) {
  return z
    .string()
    .regex(/^[\w.-]+(\s*,\s*[\w.-]+)*$/, expected)
    .transform((text) => text.toLowerCase().split(/\s*,\s*/));
}

function port(fallback: number) {
  return integer('expected a port number from 0 to 65535', 0, 65_535, fallback);
}

/**
 * A duration in milliseconds. A timer that is set for longer than 2^31 - 1 ms, nearly 25 days, fires at once.
 *
 * @param minimum in milliseconds.
 * @param most how many of the `unit` it may be.
 */
function duration(fallback: string, minimum: number, most: number, unit: keyof typeof MILLISECONDS) {
  const expected = `expected a duration from ${minimum}ms to ${most}${unit}, such as 500ms, 10s or 5m`;
  const inMilliseconds = (text: string) => {
    const [, amount, unit] = DURATION.exec(text) ?? [];
    return Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
  };
  return z
    .string()
    .regex(DURATION, expected)
    .default(fallback)
    .transform(inMilliseconds)
    .refine((value) => value >= minimum && value <= most * MILLISECONDS[unit], expected);
}
