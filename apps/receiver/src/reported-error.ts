/** What goes wrong with a request, for machines. A contract may have other names for it. */
export type ErrorCode =
  | 'MALFORMED_REQUEST'
  | 'MALFORMED_JSON'
  | 'INVALID_NOTIFICATION'
  | 'INVALID_REQUEST'
  | 'UNAUTHORIZED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'REQUEST_TIMEOUT'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INTERNAL_ERROR'
  | 'SERVICE_UNAVAILABLE';

/** A place that is wrong. */
export interface ErrorDetail {
  /** JSON Pointer into the body (RFC 6901), or the name of a parameter; empty for the request as a whole. */
  readonly field: string;
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly parameter?: string;
  }[];
}

/** What an error response says, in no contract's words. */
export interface ReportedError {
  readonly status: number;
  readonly code: ErrorCode;
  /** For people. It contains nothing that the client sent. */
  readonly message: string;
  /** A UUID; also in the log and in the header `X-Request-Id`. */
  readonly requestId: string;
  /** Absent if no place is wrong, but the request as a whole. */
  readonly details?: readonly ErrorDetail[];
}

/** How a contract writes an error response. */
export interface ErrorResponse {
  readonly mediaType: string;
  readonly bodyOf: (error: ReportedError) => object;
}
