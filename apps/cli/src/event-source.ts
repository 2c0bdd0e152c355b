import { type Clock, type Random, sleep } from '@partner-webhooks/simulator';
import type { EventSourceMessage } from 'eventsource-parser';

/** How the events of a stream are read. */
export interface EventSourceOptions {
  /** Opens the stream after an event, or from now on. The signal ends it. */
  readonly open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Stream>;
  /** Whether to try again after an error of `open`, except of the first one. */
  readonly canRetry: (error: unknown) => boolean;
  /** Called when the connection has been lost. @throws to end the reading instead of connecting again. */
  readonly onLost: (reason: string) => void;
  /** Called when there is a connection again. @param milliseconds how long there was none. */
  readonly onReconnected: (milliseconds: number) => void;
  readonly clock: Clock;
  readonly random: Random;
}

/** The body of a response. */
export type Stream = ReadableStream<Uint8Array<ArrayBuffer>>;

/**
 * The server-sent events of a stream that never ends (WHATWG HTML, section 9.2). After each loss of the connection it is opened
 * again from the last event, with exponential backoff and jitter. A connection without a byte for {@link IDLE_MS} counts as lost.
 *
 * @throws what the first `open` throws, and what a later one throws if trying again would not help.
 */
export async function* readEventSource(options: EventSourceOptions): AsyncGenerator<EventSourceMessage> {
  const { clock, random } = options;
  const { createParser } = await loadParser();
  const position: Position = { lastEventId: undefined, retryMs: DEFAULT_RETRY_MS };
  let connection = await openConnection(options, position);
  for (let attempts = 0; ; ) {
    const openedAt = clock.monotonicMs();
    const reason = yield* eventsOf(connection, position, createParser);
    const lostAt = clock.monotonicMs();
    options.onLost(reason);
    // A connection that ends at once is as bad as none.
    if (lostAt - openedAt > STABLE_MS) attempts = 0;
    let next: Connection | undefined;
    do {
      attempts += 1;
      await sleep(clock, delayMs(attempts, position.retryMs, random));
      next = await openConnection(options, position).catch((error: unknown) => {
        if (!options.canRetry(error)) throw error;
        return undefined;
      });
    } while (!next);
    connection = next;
    options.onReconnected(clock.monotonicMs() - lostAt);
  }
}

/** How long a connection may be silent, in ms: the receiver sends a comment every 15 s. */
export const IDLE_MS = 45_000;

const DEFAULT_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;
const STABLE_MS = 10_000;

/** Where to continue. */
interface Position {
  lastEventId: string | undefined;
  /** The delay before the first attempt, as the server may set it. */
  retryMs: number;
}

interface Connection {
  readonly stream: Stream;
  /** Sets the time back after which the connection counts as lost. */
  readonly isAlive: () => void;
  readonly end: () => void;
}

async function openConnection(
  { open, clock }: EventSourceOptions,
  { lastEventId }: Position,
): Promise<Connection> {
  const controller = new AbortController();
  let cancel = () => {};
  const isAlive = () => {
    cancel();
    cancel = clock.setTimer(IDLE_MS, () =>
      controller.abort(new Error(`nothing was received for ${IDLE_MS / 1_000} s`)),
    );
  };
  const end = () => {
    cancel();
    controller.abort();
  };
  isAlive();
  try {
    return { stream: await open(lastEventId, controller.signal), isAlive, end };
  } catch (error) {
    end();
    throw error;
  }
}

/** The events of one connection. @returns why it ended. */
async function* eventsOf(
  { stream, isAlive, end }: Connection,
  position: Position,
  createParser: Parsers['createParser'],
): AsyncGenerator<EventSourceMessage, string> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onId: (id) => {
      position.lastEventId = id;
    },
    onRetry: (milliseconds) => {
      position.retryMs = milliseconds;
    },
  });
  try {
    for await (const text of textOf(stream)) {
      if (text instanceof Error) return reasonOf(text);
      isAlive();
      parser.feed(text);
      // All of them before more is read: what the position is beyond must have been passed on.
      yield* events.splice(0);
    }
    return 'the receiver closed it';
  } finally {
    end();
  }
}

/**
 * By its file: the package has a condition `source`, as the packages of this workspace have, and Node does not run TypeScript of
 * installed packages.
 */
function loadParser(): Promise<Parsers> {
  return import(new URL('dist/index.js', import.meta.resolve('eventsource-parser/package.json')).href);
}

type Parsers = typeof import('eventsource-parser');

/** The pieces of a text, and an error if the connection ends with one. */
async function* textOf(stream: Stream): AsyncGenerator<string | Error> {
  try {
    yield* stream.pipeThrough(new TextDecoderStream());
  } catch (error) {
    yield error as Error;
  }
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function delayMs(attempts: number, retryMs: number, random: Random): number {
  return Math.min(MAX_RETRY_MS, retryMs * 2 ** (attempts - 1)) * (0.5 + random() / 2);
}
