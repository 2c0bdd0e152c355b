import type { components } from '@partner-webhooks/admin-api';
import { readStored, store, watchStored } from '../controls/browser-storage.ts';
import { queryClient } from './query-client.ts';

/** Where the session is in the cache. */
export const SESSION_KEY = ['session'];

// Scripts cannot read the cookie, and a browser reports each response with 401 as an error: it is not asked for in vain.
const MARK = 'has-session';

/** Whether this browser may have a session. */
export function mayHaveSession(): boolean {
  return readStored(MARK) !== undefined;
}

/** Remembers the session that has begun. */
export function rememberSession(session: components['schemas']['Session']): void {
  store(MARK, crypto.getRandomValues(new Uint32Array(2)).join());
  queryClient.setQueryData(SESSION_KEY, session);
}

/** Shows the sign-in: the session has ended. */
export function forgetSession(): void {
  store(MARK, undefined);
  queryClient.setQueryData(SESSION_KEY, null);
}

/** What requests that change something carry. */
export function csrfToken(): string | undefined {
  return queryClient.getQueryData<components['schemas']['Session'] | null>(SESSION_KEY)?.csrfToken;
}

/** Asks for the session again when another page of this browser has signed in or out: they share the cookie, and nothing else. */
export function watchSession(): void {
  watchStored(MARK, () => void queryClient.resetQueries({ queryKey: SESSION_KEY }));
}
