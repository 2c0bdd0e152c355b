import { filled } from '@partner-webhooks/types/request';
import type { Violation } from '@partner-webhooks/types/validators';
import type { ErrorDetail, ReportedError } from '../reported-error.ts';
import { HTTP_ERRORS, type HttpErrorCode, type Row } from './error-table.ts';

/** By name; a header with several values is sent once for each. */
type Headers = Readonly<Record<string, string | readonly string[]>>;

/** What a row does not say. */
export interface HttpErrorDetails {
  /** In addition to those of the row. */
  readonly headers?: Headers;
  /** The locations that are wrong, for the sender. */
  readonly errorDetails?: readonly ErrorDetail[];
  /** Why the body is rejected, for quarantine; in place of the one that the row has. */
  readonly violations?: readonly Violation[];
  readonly cause?: unknown;
}

/** A response that is not 200. Thrown anywhere on the way of a request; `respondToError` sends it. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  readonly status: number;
  readonly headers: Headers;
  /** Why the body is rejected. Absent if the error is not about a body. */
  readonly violations: readonly Violation[] | undefined;
  readonly #errorDetails: readonly ErrorDetail[] | undefined;

  /**
   * @param code a row of {@link HTTP_ERRORS}.
   * @param details has a value for each `{name}` in the texts of the row.
   * @example throw new HttpError('BODY_TOO_LARGE', { maxBytes: 1_048_576 });
   */
  constructor(...[code, details = {}]: { [Code in HttpErrorCode]: Arguments<Code> }[HttpErrorCode]) {
    const row: Row = HTTP_ERRORS[code];
    const values = details as Readonly<Record<string, unknown>>;
    const { headers, errorDetails, violations, cause } = details as HttpErrorDetails;
    super(filled(row.message, values), { cause });
    this.code = code;
    this.status = row.status;
    this.headers = { ...row.headers, ...headers };
    this.violations =
      violations ??
      (row.violation && [
        { pointer: '', code: row.violation.code, message: filled(row.violation.message, values) },
      ]);
    this.#errorDetails = errorDetails;
  }

  /** What the response says; a contract says how. */
  report(requestId: string): ReportedError {
    return {
      status: this.status,
      code: HTTP_ERRORS[this.code].errorCode,
      message: this.message,
      requestId,
      ...(this.#errorDetails && { details: this.#errorDetails }),
    };
  }
}

type Arguments<Code extends HttpErrorCode> = [NamesIn<(typeof HTTP_ERRORS)[Code]['message']>] extends [never]
  ? [code: Code, details?: HttpErrorDetails]
  : [
      code: Code,
      details: HttpErrorDetails & {
        readonly [Name in NamesIn<(typeof HTTP_ERRORS)[Code]['message']>]: string | number;
      },
    ];

/** `{name}` in a text. */
type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
