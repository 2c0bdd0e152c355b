import type { ReactNode } from 'react';

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

/** The message of an error response, with the request under which the log has it; or that there was no response. */
function errorText(error: unknown): string {
  if (isErrorMessage(error)) {
    const details = (error.errorDetails ?? []).flatMap(({ field, errors = [] }) =>
      errors.map(({ message }) => (field === '' ? message : `${field}: ${message}`)),
    );
    const text = [error.message, ...details].join(' ');
    return error.requestId ? `${text} (request ${error.requestId})` : text;
  }
  if (error instanceof TypeError)
    return 'The receiver does not respond. Check that it runs and that this browser can reach it.';
  return error instanceof Error
    ? error.message
    : 'The receiver sent a response that the console cannot read.';
}

interface ErrorBody {
  readonly message: string;
  readonly requestId?: string;
  readonly errorDetails?: readonly { field: string; errors?: readonly { message: string }[] }[];
}

function isErrorMessage(error: unknown): error is ErrorBody {
  return typeof error === 'object' && error !== null && 'message' in error && !(error instanceof Error);
}
