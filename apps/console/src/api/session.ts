import { useQuery } from '@tanstack/react-query';
import { client, type Schemas } from './client.ts';
import { forgetSession, mayHaveSession, rememberSession, SESSION_KEY } from './session-state.ts';

type Session = Schemas['Session'];

/** Who is signed in: `null` without a session, `undefined` as long as the receiver has not responded. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: async (): Promise<Session | null> => {
      if (!mayHaveSession()) return null;
      const { data, error, response } = await client.GET('/api/session');
      if (response.status === 401) return null;
      if (!data) throw error;
      return data;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Whether the operator may change something. */
export function useMayChange(): boolean {
  return useSession().data?.role === 'operator';
}

/** Signs in with a token of the admin listener. @throws the error response. */
export async function signIn(token: string): Promise<void> {
  const { data, error } = await client.POST('/api/session', { body: { token } });
  if (!data) throw error;
  rememberSession(data);
}

/** Ends the session, and forgets everything that was loaded in it. @throws the error response: the session goes on. */
export async function signOut(): Promise<void> {
  const { error, response } = await client.DELETE('/api/session');
  if (!response.ok && response.status !== 401) throw error;
  forgetSession({ isSignedOut: true });
}
