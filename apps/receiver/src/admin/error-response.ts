import type { components } from '@partner-webhooks/admin-api';
import type { ErrorResponse, ReportedError } from '../reported-error.ts';

type ErrorMessage = components['schemas']['ErrorMessage'];

/** The error response of the admin contract. */
export const adminErrorResponse: ErrorResponse = {
  mediaType: 'application/json',
  bodyOf: ({ status, code, message, requestId, details }: ReportedError): ErrorMessage => ({
    message,
    responseType: status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR',
    requestId,
    errorCode: code,
    ...(details && { errorDetails: details.map(({ field, errors }) => ({ field, errors: [...errors] })) }),
  }),
};
