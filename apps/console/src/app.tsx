import { RouterProvider } from '@tanstack/react-router';
import { useSession } from './api/session.ts';
import { ErrorNotice } from './controls/error-notice.tsx';
import { router } from './router.tsx';
import { SignIn } from './shell/sign-in.tsx';

/** The console, behind the sign-in. */
export function App() {
  const { data: session, error, refetch } = useSession();
  if (error)
    return (
      <main className="sign-in">
        <ErrorNotice error={error} retry={() => void refetch()} />
      </main>
    );
  if (session === undefined) return null;
  return session === null ? <SignIn /> : <RouterProvider router={router} />;
}
