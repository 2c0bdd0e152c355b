import { isIP } from 'node:net';
import type { paths } from '@partner-webhooks/admin-api';
import createClient, { type Client } from 'openapi-fetch';
import type { Terminal } from './terminal.ts';

/** The receiver, as its admin API shows it. */
export interface Connection {
  readonly client: Client<paths>;
  /** Where the admin API is. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A command could not do what it was asked to. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** What the exit code says. 1: it cannot be done. 2: the command is wrong. 3: the receiver cannot be asked. */
export const EXIT = { refused: 1, usage: 2, unreachable: 3 } as const;

/**
 * Connects to a receiver: `ADMIN_URL`, or the address that `ADMIN_HOST` and `ADMIN_PORT` tell a receiver to listen at;
 * with `ADMIN_TOKEN`, or the token that a receiver which was started here has made up.
 *
 * @throws CommandError where there is no token, or where `ADMIN_HOST` is an address that no URL can have.
 */
export async function connect({ environment, readFile }: Terminal): Promise<Connection> {
  const { ADMIN_URL, ADMIN_HOST, ADMIN_PORT, ADMIN_TOKEN } = environment;
  const url = (
    ADMIN_URL || `http://${hostInUrl(ADMIN_HOST?.trim() || '127.0.0.1')}:${ADMIN_PORT?.trim() || '9090'}`
  ).replace(/\/$/, '');
  const token = ADMIN_TOKEN ?? (await readFile(MADE_UP_TOKEN))?.trim();
  if (!token)
    throw new CommandError(
      `No token: set ADMIN_TOKEN, or run this where a receiver has left ${MADE_UP_TOKEN}.`,
      EXIT.usage,
    );
  const headers = { authorization: `Bearer ${token}` };
  return { client: createClient<paths>({ baseUrl: url, headers }), url, headers };
}

/** How a URL names the address that a receiver listens at. @throws CommandError where none can. */
function hostInUrl(host: string): string {
  // At all addresses, so at that of this machine, too.
  if (host === '0.0.0.0') return '127.0.0.1';
  if (isIP(host) !== 6) return host;
  if (host.includes('%'))
    throw new CommandError(
      `ADMIN_HOST: a URL cannot name the zone in ${host}. Set ADMIN_URL to another address or name of the receiver.`,
      EXIT.usage,
    );
  return /^[0:]+$/.test(host) ? '[::1]' : `[${host}]`;
}

const MADE_UP_TOKEN = 'data/admin-token';

/** What the receiver answered. @throws CommandError where it refused or cannot be reached. */
export async function answer<Data>(
  asked: Promise<{ data?: Data; error?: { message?: string; requestId?: string }; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await asked.catch(unreachable);
  if (data !== undefined) return data;
  const { message = `The receiver answered ${response.status}.`, requestId } = error ?? {};
  const cannotBeAsked = response.status === 401 || response.status >= 500;
  throw new CommandError(
    requestId ? `${message} (request ${requestId})` : message,
    cannotBeAsked ? EXIT.unreachable : EXIT.refused,
  );
}

/** @throws CommandError always: there was no answer. */
export function unreachable(cause: unknown): never {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
  throw new CommandError(`The receiver cannot be reached: ${reason}`, EXIT.unreachable, { cause });
}
