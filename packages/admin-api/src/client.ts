import { isIP } from 'node:net';
import type { paths } from '@partner-webhooks/admin-api';
import createClient, { type Client } from 'openapi-fetch';

/** A client of a receiver's admin API. */
export interface AdminConnection {
  readonly client: Client<paths>;
  /** The base URL, without a `/` at its end. */
  readonly url: string;
  /** What every request carries. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the address and the token of a receiver are read from. */
export interface ConnectionSettings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of a file; `undefined` if the file does not exist. */
  readonly readFile: (path: string) => Promise<string | undefined>;
}

/**
 * Why a request has no result: the settings are wrong, the receiver rejected it or the token, or the receiver did not serve
 * it.
 */
export type AdminApiFailure = 'settings' | 'rejected' | 'unauthorized' | 'unreachable';

/** A request to the admin API has no result. */
export class AdminApiError extends Error {
  override readonly name = 'AdminApiError';
  readonly failure: AdminApiFailure;

  constructor(message: string, failure: AdminApiFailure, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/**
 * Creates a client of the receiver at `ADMIN_URL`, or at the address that `ADMIN_HOST` and `ADMIN_PORT` give a receiver
 * to listen at. The token is `ADMIN_TOKEN`, or the one that a receiver has written to `data/admin-token`.
 *
 * @throws AdminApiError `settings`: there is no token or one that no header can carry, or the address is no URL.
 */
export async function connect({ environment, readFile }: ConnectionSettings): Promise<AdminConnection> {
  const { ADMIN_URL, ADMIN_HOST, ADMIN_PORT, ADMIN_TOKEN } = environment;
  const url = (
    ADMIN_URL || `http://${hostInUrl(ADMIN_HOST?.trim() || '127.0.0.1')}:${ADMIN_PORT?.trim() || '9090'}`
  ).replace(/\/$/, '');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new AdminApiError(
      `ADMIN_URL: expected a URL such as http://127.0.0.1:9090, found ${JSON.stringify(url)}.`,
      'settings',
    );
  const token = ADMIN_TOKEN?.trim() || (await readFile(GENERATED_TOKEN_FILE))?.trim();
  if (!token)
    throw new AdminApiError(
      `No token: set ADMIN_TOKEN, or run this in the folder where a receiver has written ${GENERATED_TOKEN_FILE}.`,
      'settings',
    );
  // RFC 6750, section 2.1: others are no part of a header.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new AdminApiError(
      'ADMIN_TOKEN: expected visible ASCII characters without spaces, found others.',
      'settings',
    );
  const headers = { authorization: `Bearer ${token}` };
  return { client: createClient<paths>({ baseUrl: url, headers }), url, headers };
}

const GENERATED_TOKEN_FILE = 'data/admin-token';

/**
 * The data of a response.
 *
 * @throws AdminApiError `rejected`: the response has another status than 2xx, 401 and 5xx. `unauthorized`: it has 401.
 *   `unreachable`: it has 5xx, or there is no response.
 */
export async function dataOf<Data>(
  pending: Promise<{ data?: Data; error?: { message?: string; requestId?: string }; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await pending.catch(unreachable);
  if (data !== undefined) return data;
  const { status } = response;
  const { message = `The receiver responded with status ${status}.`, requestId } = error ?? {};
  const sentence = status === 401 ? TOKEN_REJECTED : message;
  throw new AdminApiError(
    requestId ? `${sentence} (request ${requestId})` : sentence,
    status === 401 ? 'unauthorized' : status >= 500 ? 'unreachable' : 'rejected',
  );
}

const TOKEN_REJECTED =
  'The receiver refuses the admin token: expected its ADMIN_TOKEN, or a token in its ADMIN_TOKENS_FILE.';

/** Reports that there was no response. @throws AdminApiError `unreachable`, always. */
export function unreachable(cause: unknown): never {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
  throw new AdminApiError(`The receiver cannot be reached: ${reason}`, 'unreachable', { cause });
}

/** How a URL names the address that a receiver listens at. */
function hostInUrl(host: string): string {
  // A receiver that listens at all addresses also listens at the loopback address.
  if (host === '0.0.0.0') return '127.0.0.1';
  if (isIP(host) !== 6) return host;
  if (host.includes('%'))
    throw new AdminApiError(
      `ADMIN_HOST: a URL cannot name the zone in ${host}. Set ADMIN_URL to another address or name of the receiver.`,
      'settings',
    );
  return /^[0:]+$/.test(host) ? '[::1]' : `[${host}]`;
}
