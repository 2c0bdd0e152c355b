import { type FormEvent, useEffect, useState } from 'react';
import { signIn } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { warnOfUnsaved } from '../controls/unsaved.ts';

/** Asks for a token of the admin listener. The browser keeps a cookie that scripts cannot read, not the token. */
export function SignIn({
  hasEnded,
}: {
  /** Whether a session has ended whose operator has not signed out. */
  readonly hasEnded: boolean;
}) {
  const [error, setError] = useState<unknown>();
  const [isPending, setPending] = useState(false);
  useEffect(() => {
    document.title = 'Sign in · Partner Webhooks';
  }, []);
  useEffect(warnOfUnsaved, []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get('token')).trim();
    setPending(true);
    setError(undefined);
    await signIn(token).catch(setError);
    setPending(false);
  };

  return (
    <main className="sign-in">
      <img src="/console/favicon.svg" alt="" width="40" height="40" />
      <h1>Partner Webhooks</h1>
      {hasEnded && (
        <p className="notice notice-warning" role="status">
          The session has ended. Sign in again, and go on where you were: what you typed is still there.
        </p>
      )}
      <form onSubmit={submit}>
        <label className="field">
          <span>Admin token</span>
          <input name="token" type="password" autoComplete="current-password" required ref={focus} />
        </label>
        <button type="submit" className="primary" disabled={isPending}>
          Sign in
        </button>
      </form>
      {error !== undefined && <ErrorNotice error={error} />}
      <p className="hint">
        The token is <code>ADMIN_TOKEN</code>, one of <code>ADMIN_TOKENS_FILE</code>, or the one that the
        receiver has written to <code>data/admin-token</code>.
      </p>
    </main>
  );
}

// The page has nothing else to do.
function focus(input: HTMLInputElement | null): void {
  input?.focus();
}
