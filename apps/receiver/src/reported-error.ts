import type { ReportedError as Reported } from '@partner-webhooks/types/request';

export type { ErrorDetail } from '@partner-webhooks/types/request';

/** What goes wrong with a request, for machines. A contract may have other names for it. */
export type ErrorCode =
  | 'MALFORMED_REQUEST'
  | 'MALFORMED_JSON'
  | 'INVALID_NOTIFICATION'
  | 'INVALID_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'TOO_MANY_REQUESTS'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'REQUEST_TIMEOUT'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INTERNAL_ERROR'
  | 'SERVICE_UNAVAILABLE';

/** What an error response says, in no contract's words. The request id is also in the log and in the header `X-Request-Id`. */
export type ReportedError = Reported<ErrorCode>;

/** How a contract writes an error response. */
export interface ErrorResponse {
  readonly mediaType: string;
  readonly bodyOf: (error: ReportedError) => object;
}
