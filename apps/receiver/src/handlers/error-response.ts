import type { components } from '@partner-webhooks/types';
import type { ErrorResponse, ReportedError } from '../reported-error.ts';

type ErrorMessage = components['schemas']['ErrorMessage'];

/** The contract's error response, `ErrorMessage`. A contract with another one needs another function here. */
export const errorResponse: ErrorResponse = {
  mediaType: 'application/json',
  bodyOf: ({ status, code, message, requestId, details }: ReportedError): ErrorMessage => ({
    message,
    responseType: status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR',
    requestId,
    errorCode: code,
    ...(details && { errorDetails: details.map(({ field, errors }) => ({ field, errors: [...errors] })) }),
  }),
};
