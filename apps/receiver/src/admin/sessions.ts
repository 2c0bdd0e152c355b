import { hash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@partner-webhooks/inbox';
import type { OperatorToken } from './operators.ts';

/** A browser in which an operator has signed in. */
export interface Session {
  readonly operator: OperatorToken;
  /** What a request that changes something has in the header `X-CSRF-Token`: pages of other sites cannot know it. */
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

/** The sessions of this process. They end with it. */
export interface Sessions {
  /** Begins a session. @returns it, and the value of its cookie. */
  begin(operator: OperatorToken): { readonly session: Session; readonly cookie: string };
  /** The session of a request; `undefined` if there is none, it has ended, or another site has sent the request. */
  of(req: IncomingMessage): Session | undefined;
  /** Ends the session of a request. @returns whether there was one. */
  end(req: IncomingMessage): boolean;
}

/**
 * Keeps sessions in memory, by the hash of their cookie.
 *
 * @param isCurrent whether the token that began a session is valid still.
 */
export function createSessions(
  clock: Pick<Clock, 'now'>,
  isCurrent: (operator: OperatorToken) => boolean,
): Sessions {
  const sessions = new Map<string, Session>();

  function find(req: IncomingMessage): [key: string, session: Session] | undefined {
    const key = keyOf(cookieOf(req));
    const session = key === undefined ? undefined : sessions.get(key);
    if (key === undefined || !session) return undefined;
    if (session.expiresAt > clock.now() && isCurrent(session.operator)) return [key, session];
    sessions.delete(key);
    return undefined;
  }

  return {
    begin(operator) {
      const cookie = randomBytes(32).toString('base64url');
      const session = {
        operator,
        csrfToken: randomBytes(32).toString('base64url'),
        expiresAt: new Date(clock.now().getTime() + SESSION_SECONDS * 1_000),
      };
      const [oldest] = sessions.keys();
      if (sessions.size >= MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
      sessions.set(keyOf(cookie) ?? '', session);
      return { session, cookie };
    },
    of: (req) => (isSameOrigin(req) ? find(req)?.[1] : undefined),
    end(req) {
      const found = find(req);
      return found !== undefined && sessions.delete(found[0]);
    },
  };
}

/**
 * The header `Set-Cookie` of a session. `Strict`: no other site can have it sent. `Secure` if a proxy has received the request
 * over TLS.
 *
 * @param cookie the value; absent to remove the cookie.
 */
export function setCookie(req: IncomingMessage, cookie?: string): string {
  const isTls = req.headers['x-forwarded-proto'] === 'https';
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isTls ? '; Secure' : ''}`;
  return `${COOKIE}=${cookie ?? ''}; ${attributes}; Max-Age=${cookie === undefined ? 0 : SESSION_SECONDS}`;
}

/**
 * Whether a page of the admin listener has sent a request, and not one of another site: by Fetch Metadata, or by the header
 * `Origin` of browsers without it. Another port of this machine is another origin, but the same site: its pages would get
 * the cookie along.
 */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin === undefined) return true;
  return URL.parse(headers.origin)?.host === headers.host;
}

const COOKIE = 'partner_webhooks_session';

// A shift of an operator.
const SESSION_SECONDS = 43_200;

const MAX_SESSIONS = 1_000;

/** @returns `undefined` if the request has none, or several. */
function cookieOf({ headers }: IncomingMessage): string | undefined {
  const found = (headers.cookie ?? '')
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each.startsWith(`${COOKIE}=`))
    .map((each) => each.slice(COOKIE.length + 1));
  return found.length === 1 ? found[0] : undefined;
}

/** The hash keeps the time of a lookup from telling anything about a cookie. */
function keyOf(cookie: string | undefined): string | undefined {
  return cookie === undefined ? undefined : hash('sha256', cookie, 'hex');
}
