// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

import type { ErrorDetail, ReportedError } from './rejection.ts';

/** The error response of contracts that have an `ErrorMessage` like this. */
export interface ErrorMessage {
  message: string;
  responseType: 'CLIENT_ERROR' | 'SERVER_ERROR';
  requestId: string;
  errorCode: string;
  errorDetails?: { field: string; errors: ErrorDetail['errors'][number][] }[];
}

/** Writes an error as {@link ErrorMessage}. */
export function errorMessageOf({ status, code, message, requestId, details }: ReportedError): ErrorMessage {
  return {
    message,
    responseType: status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR',
    requestId,
    errorCode: code,
    ...(details && { errorDetails: details.map(({ field, errors }) => ({ field, errors: [...errors] })) }),
  };
}
