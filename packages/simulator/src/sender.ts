import type { components } from '@partner-webhooks/types';
import { Pool } from 'undici';
import type { OutgoingRequest } from './request.ts';

/** Where notifications go, and how. */
export interface Target {
  /** The receiver, without a path of an event type. */
  readonly url: string;
  readonly apiKeyHeader: string;
  readonly apiKey: string;
  /** How many connections there are at most. Requests beyond that wait. */
  readonly connections: number;
  /** Milliseconds after which an answer is no longer waited for. */
  readonly timeout: number;
}

/** What a receiver said to a request. */
interface Answered {
  readonly status: number;
  /** What it was refused for, as the contract has it. */
  readonly error?: components['schemas']['ErrorMessage'];
  /** Milliseconds that the receiver asks to wait before another attempt. */
  readonly retryAfter?: number;
}

/** There was no answer: nobody knows whether the notification has been received. */
interface Unanswered {
  readonly status?: never;
  /** What went wrong: the code of the error, such as `ECONNREFUSED`. */
  readonly failure: string;
}

/** What came of a request. */
export type Answer = (Answered | Unanswered) & {
  /** Attempts that failed before this one. */
  readonly retries: number;
};

/** Sends requests to one receiver over connections that stay open. */
export interface Sender {
  /** Never rejects: whatever happens is an answer. */
  readonly send: (request: OutgoingRequest) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/**
 * Makes a sender.
 *
 * @throws TypeError where the target is not an address that can be asked.
 */
export function createSender({ url, apiKeyHeader, apiKey, connections, timeout }: Target): Sender {
  const { origin, pathname } = new URL(url);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: { timeout },
  });
  return {
    async send({ path, body, method = 'POST', mediaType = 'application/json', apiKey: otherKey }) {
      const headers = { 'content-type': mediaType, [apiKeyHeader]: otherKey ?? apiKey };
      try {
        const response = await pool.request({ path: prefix + path, method, headers, body });
        const { statusCode: status } = response;
        if (status === 200) {
          await response.body.dump();
          return { status, retries: 0 };
        }
        return {
          status,
          retries: 0,
          ...refusal(await response.body.text(), response.headers['retry-after']),
        };
      } catch (error) {
        return { failure: failureOf(error), retries: 0 };
      }
    },
    close: () => pool.close(),
  };
}

/** What an answer says besides its status. A gateway before the receiver may say it in other words, or not at all. */
function refusal(text: string, retryAfter: string | string[] | undefined): Partial<Answered> {
  const seconds = Number(retryAfter);
  return {
    ...(Number.isFinite(seconds) && seconds >= 0 && { retryAfter: seconds * 1_000 }),
    ...errorIn(text),
  };
}

function errorIn(text: string): Pick<Answered, 'error'> {
  try {
    const error: unknown = JSON.parse(text);
    return isErrorMessage(error) ? { error } : {};
  } catch {
    return {};
  }
}

function isErrorMessage(value: unknown): value is components['schemas']['ErrorMessage'] {
  return typeof value === 'object' && value !== null && 'message' in value && 'requestId' in value;
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
