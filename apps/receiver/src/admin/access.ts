import type { Clock } from '@partner-webhooks/inbox';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { bearerToken } from '../http/authorization.ts';
import { HttpError } from '../http/errors.ts';
import { requestState } from '../http/request-log.ts';
import { invalidRequest } from './invalid-request.ts';
import type { OperatorToken } from './operators.ts';
import { isSameOrigin, type Session, type Sessions, setCookie } from './sessions.ts';
import { createSignInLimit } from './sign-in-limit.ts';

/** The dependencies of the access to the admin API. */
export interface AccessOptions {
  readonly operatorOf: (token: string | undefined) => OperatorToken | undefined;
  readonly sessions: Sessions;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Logger;
}

/** Who may use the admin API, and signing in and out. */
export interface Access {
  /** Requires a token, or the cookie of a session. Signing in requires neither. */
  readonly authenticate: RequestHandler;
  readonly signIn: (req: Request, res: Response) => void;
  readonly getSession: (req: Request, res: Response) => void;
  readonly signOut: (req: Request, res: Response) => void;
}

/** Creates the access to the admin API. */
export function createAccess({ operatorOf, sessions, clock, log }: AccessOptions): Access {
  const limit = createSignInLimit(clock);
  return {
    authenticate(req, res, next) {
      const byToken = operatorOf(bearerToken(req));
      const session = byToken ? undefined : sessions.of(req);
      const operator = byToken ?? session?.operator;
      if (operator) res.locals['access'] = { operator, session } satisfies Accessed;
      else if (req.method !== 'POST' || req.path !== SESSION_PATH) throw new HttpError('INVALID_ADMIN_TOKEN');
      // A page of another site can have a browser send a cookie, but not read or guess this.
      if (session && !isSafe(req.method) && req.headers['x-csrf-token'] !== session.csrfToken)
        throw new HttpError('MISSING_CSRF_TOKEN');
      next();
    },

    signIn(req, res) {
      if (!isSameOrigin(req)) throw new HttpError('FOREIGN_SIGN_IN');
      const address = req.socket.remoteAddress ?? '';
      const waitSeconds = limit.waitSeconds(address);
      if (waitSeconds > 0)
        throw new HttpError('TOO_MANY_SIGN_INS', {
          seconds: waitSeconds,
          headers: { 'Retry-After': String(waitSeconds) },
        });
      const { token } = req.body as { readonly token: string };
      const operator = operatorOf(token);
      const { requestId } = requestState(res);
      if (!operator) {
        limit.failed(address);
        log.warn({ requestId }, 'sign-in with a token that is not valid');
        throw invalidRequest([
          { field: '/token', code: 'token', message: 'expected a token of the admin listener' },
        ]);
      }
      const { session, cookie } = sessions.begin(operator);
      log.info({ requestId, operator: operator.name }, 'operator signed in');
      res
        .set('Cache-Control', 'no-store')
        .set('Set-Cookie', setCookie(req, cookie))
        .json(sessionOf(operator, session));
    },

    getSession(_req, res) {
      const { operator, session } = accessOf(res);
      res.set('Cache-Control', 'no-store').json(sessionOf(operator, session));
    },

    signOut(req, res) {
      const { operator } = accessOf(res);
      const signedOut = sessions.end(req);
      if (signedOut)
        log.info({ requestId: requestState(res).requestId, operator: operator.name }, 'operator signed out');
      res.set('Cache-Control', 'no-store').set('Set-Cookie', setCookie(req)).json({ signedOut });
    },
  };
}

/** Who has sent a request. */
export function operatorOfRequest(res: Response): OperatorToken {
  return accessOf(res).operator;
}

interface Accessed {
  readonly operator: OperatorToken;
  /** Absent for a request with a token. */
  readonly session: Session | undefined;
}

function accessOf(res: Response): Accessed {
  return res.locals['access'] as Accessed;
}

function sessionOf({ name, role }: OperatorToken, session: Session | undefined) {
  return {
    name,
    role,
    ...(session && { csrfToken: session.csrfToken, expiresAt: session.expiresAt.toISOString() }),
  };
}

const SESSION_PATH = '/api/session';

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
