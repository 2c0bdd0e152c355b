import type { components } from '@partner-webhooks/admin-api';
import { readStored, store, watchStored } from '../controls/browser-storage.ts';
import { queryClient } from './query-client.ts';

/** Where the session is in the cache. */
export const SESSION_KEY = ['session'];

// Scripts cannot read the cookie, and a browser reports each response with 401 as an error: it is not asked for in vain.
const MARK = 'has-session';
const SIGNED_OUT = 'signed-out';
const ENDED = 'ended';

/** Whether this browser may have a session. */
export function mayHaveSession(): boolean {
  const mark = readStored(MARK);
  return mark !== undefined && mark !== SIGNED_OUT && mark !== ENDED;
}

// An operator who has signed out leaves nothing on the page. One whose session has ended goes on with it.
let hasSignedOut = false;

/** Whether the operator has signed out, here or on another page of this browser. */
export function isSignedOut(): boolean {
  return hasSignedOut;
}

/** Remembers the session that has begun, and loads what has failed without one. */
export function rememberSession(session: components['schemas']['Session']): void {
  hasSignedOut = false;
  store(MARK, crypto.getRandomValues(new Uint32Array(2)).join());
  queryClient.setQueryData(SESSION_KEY, session);
  void queryClient.invalidateQueries({ predicate: ({ state }) => state.status === 'error' });
}

/** Shows the sign-in: the operator has signed out, or the session has ended. */
export function forgetSession({ isSignedOut: byOperator }: { readonly isSignedOut: boolean }): void {
  store(MARK, byOperator ? SIGNED_OUT : ENDED);
  if (byOperator) forgetHere();
  else queryClient.setQueryData(SESSION_KEY, null);
}

function forgetHere(): void {
  hasSignedOut = true;
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey !== SESSION_KEY });
  queryClient.setQueryData(SESSION_KEY, null);
}

/** What requests that change something carry. */
export function csrfToken(): string | undefined {
  return queryClient.getQueryData<components['schemas']['Session'] | null>(SESSION_KEY)?.csrfToken;
}

/** Asks for the session again when another page of this browser has signed in or out: they share the cookie, and nothing else. */
export function watchSession(): void {
  watchStored(MARK, () => {
    const mark = readStored(MARK);
    if (mark === undefined || mark === SIGNED_OUT) forgetHere();
    else void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  });
}
