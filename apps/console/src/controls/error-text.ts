/** The message of an error response, with the request under which the log has it; or that there was no response. */
export function errorText(error: unknown): string {
  if (isErrorMessage(error)) {
    const details = (error.errorDetails ?? []).flatMap(({ field, errors = [] }) =>
      errors.map(({ message }) => (field === '' ? message : `${field}: ${message}`)),
    );
    const text = [error.message, ...details].join(' ');
    return error.requestId ? `${text} (request ${error.requestId})` : text;
  }
  // A fetch without a response fails with a TypeError; a timeout is a DOMException.
  if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
    return 'The receiver does not respond. Check that it runs and that this browser can reach it.';
  if (error instanceof Error && !(error instanceof SyntaxError)) return error.message;
  return 'The response is not one of the receiver: something between it and this browser has responded, such as a proxy. Check it, and try again.';
}

interface ErrorBody {
  readonly message: string;
  readonly requestId?: string;
  readonly errorDetails?: readonly { field: string; errors?: readonly { message: string }[] }[];
}

function isErrorMessage(error: unknown): error is ErrorBody {
  return typeof error === 'object' && error !== null && 'message' in error && !(error instanceof Error);
}
