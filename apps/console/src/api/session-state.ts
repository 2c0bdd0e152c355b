import type { components } from '@partner-webhooks/admin-api';
import { queryClient } from './query-client.ts';

/** Where the session is in the cache. */
export const SESSION_KEY = ['session'];

// Scripts cannot read the cookie, and a browser reports each response with 401 as an error: it is not asked for in vain.
const MARK = 'has-session';

/** Whether this browser may have a session. */
export function mayHaveSession(): boolean {
  return localStorage.getItem(MARK) !== null;
}

/** Remembers the session that has begun. */
export function rememberSession(session: components['schemas']['Session']): void {
  localStorage.setItem(MARK, 'yes');
  queryClient.setQueryData(SESSION_KEY, session);
}

/** Shows the sign-in: the session has ended. */
export function forgetSession(): void {
  localStorage.removeItem(MARK);
  queryClient.setQueryData(SESSION_KEY, null);
}

/** What requests that change something carry. */
export function csrfToken(): string | undefined {
  return queryClient.getQueryData<components['schemas']['Session'] | null>(SESSION_KEY)?.csrfToken;
}
