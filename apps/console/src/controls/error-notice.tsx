import type { ReactNode } from 'react';
import { errorText } from './error-text.ts';

/** What did not work, and what to do. */
export function ErrorNotice({
  error,
  retry,
  children,
}: {
  readonly error: unknown;
  readonly retry?: () => void;
  readonly children?: ReactNode;
}) {
  return (
    <div className="notice notice-error" role="alert">
      <p>{errorText(error)}</p>
      {children}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
