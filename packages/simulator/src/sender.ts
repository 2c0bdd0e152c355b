import type { Dispatcher } from 'undici';
import type { OutgoingRequest } from './request.ts';

/** The receiver that notifications are sent to. */
export interface Target {
  /** The base URL of the receiver, without the path of an event type. */
  readonly url: string;
  readonly apiKeyHeader: string;
  readonly apiKey: string;
  /** The maximum number of connections. Further requests wait. */
  readonly connections: number;
  /** Milliseconds after which a request without a response fails. */
  readonly timeoutMs: number;
}

/** There was a response. */
interface ReceivedResponse {
  readonly status: number;
  /** The error in its body. */
  readonly error?: ReceivedError;
  /** Milliseconds to wait before a retry, from `Retry-After`. */
  readonly retryAfterMs?: number;
}

/** An error as this repository's contract describes it (`ErrorMessage`). Another contract has other properties. */
interface ReceivedError {
  readonly message: string;
  readonly requestId: string;
  readonly errorCode?: string;
  readonly errorDetails?: readonly {
    readonly field: string;
    readonly errors?: readonly { readonly message?: string }[];
  }[];
}

/** There was no response: it is unknown whether the notification has been received. */
interface NoResponse {
  readonly status?: never;
  /** The code of the error, such as `ECONNREFUSED`. */
  readonly failure: string;
}

/** The result of sending a request. */
export type SendResult = (ReceivedResponse | NoResponse) & {
  /** The number of attempts that failed before this one. */
  readonly retries: number;
};

/** Whether the receiver has taken responsibility for a notification: any 2xx says so. */
export function isAcknowledged({ status = 0 }: { readonly status?: number | undefined }): boolean {
  return status >= 200 && status < 300;
}

/** Sends requests to one receiver over persistent connections. */
export interface Sender {
  /** Never rejects: a failure is a result. */
  readonly send: (request: OutgoingRequest) => Promise<SendResult>;
  readonly close: () => Promise<void>;
}

/**
 * Creates a sender.
 *
 * @throws TypeError if `url` is not an HTTP URL.
 */
export async function createSender(target: Target): Promise<Sender> {
  // Loaded by those that send: it has 109 files, for which every other command would wait.
  const { Pool } = await import('undici');
  const { url, apiKeyHeader, apiKey, connections, timeoutMs } = target;
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
  });
  return {
    async send({
      path,
      body,
      method = 'POST',
      mediaType = 'application/json',
      headers: others,
      apiKey: otherKey,
    }) {
      const headers = { ...others, 'content-type': mediaType, [apiKeyHeader]: otherKey ?? apiKey };
      try {
        const response = await pool.request({
          path: prefix + path,
          method: method as Dispatcher.HttpMethod,
          headers,
          body,
        });
        const { statusCode: status } = response;
        if (isAcknowledged({ status })) {
          await response.body.dump();
          return { status, retries: 0 };
        }
        return {
          status,
          retries: 0,
          ...errorDetails(await response.body.text(), response.headers['retry-after']),
        };
      } catch (error) {
        return { failure: failureOf(error), retries: 0 };
      }
    },
    close: () => pool.close(),
  };
}

/** What a response says besides its status. That of a gateway before the receiver may have any body. */
function errorDetails(text: string, retryAfter: string | string[] | undefined): Partial<ReceivedResponse> {
  const seconds = Number(retryAfter);
  return {
    ...(Number.isFinite(seconds) && seconds >= 0 && { retryAfterMs: seconds * 1_000 }),
    ...errorIn(text),
  };
}

function errorIn(text: string): Pick<ReceivedResponse, 'error'> {
  try {
    const error: unknown = JSON.parse(text);
    return isErrorMessage(error) ? { error } : {};
  } catch {
    return {};
  }
}

function isErrorMessage(value: unknown): value is ReceivedError {
  return typeof value === 'object' && value !== null && 'message' in value && 'requestId' in value;
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
