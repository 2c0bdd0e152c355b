import { RouterProvider } from '@tanstack/react-router';
import { Activity, useState } from 'react';
import { useSession } from './api/session.ts';
import { isSignedOut } from './api/session-state.ts';
import { ErrorNotice } from './controls/error-notice.tsx';
import { router } from './router.tsx';
import { SignIn } from './shell/sign-in.tsx';

/**
 * The console, behind the sign-in. When a session has ended, what its operator was doing is hidden, not lost: it goes on after the
 * next sign-in of the same operator.
 */
export function App() {
  const { data: session, error, refetch } = useSession();
  const [operator, keep] = useState<string>();
  if (session && session.name !== operator) keep(session.name);
  if (session === null && operator !== undefined && isSignedOut()) keep(undefined);
  const isShown = session !== null && session !== undefined;
  return (
    <>
      {error && !isShown && (
        <main className="sign-in">
          <ErrorNotice error={error} retry={() => void refetch()} />
        </main>
      )}
      {session === null && !error && <SignIn hasEnded={operator !== undefined} />}
      {operator !== undefined && (
        <Activity key={operator} mode={isShown ? 'visible' : 'hidden'}>
          <RouterProvider router={router} />
        </Activity>
      )}
    </>
  );
}
