import type { components } from '@partner-webhooks/admin-api';
import { AdminApiError, type AdminConnection, dataOf } from '@partner-webhooks/admin-api/client';
import { CommandError, EXIT } from './command-error.ts';
import { readEventSource, type Stream } from './event-source.ts';
import { sanitize, type Terminal } from './terminal.ts';

type Change = components['schemas']['Change'];

/** The options of `inbox follow`. */
export interface FollowOptions {
  readonly type?: string;
  readonly json?: boolean;
  readonly reconnect?: boolean;
}

/**
 * Prints each change of the inbox until it is interrupted. If the connection is lost it connects again, and the receiver sends
 * what was missed; if it cannot, a line says from when changes may be missing.
 *
 * @throws AdminApiError if the receiver does not serve the request; later only if it will not serve it again.
 */
export async function follow(
  { client }: AdminConnection,
  terminal: Terminal,
  { type, json = false, reconnect = true }: FollowOptions,
): Promise<void> {
  const { clock, random, err } = terminal;
  let lastSeen = clock.now().toISOString();
  const query = type === undefined ? {} : { eventType: type };
  const events = readEventSource({
    async open(lastEventId, signal) {
      const header = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
      const pending = client.GET('/api/changes', {
        params: { query, header },
        headers: { accept: 'text/event-stream' },
        parseAs: 'stream',
        signal,
      });
      const stream = await dataOf(pending);
      expectEvents((await pending).response);
      return stream as Stream;
    },
    canRetry: (error) => error instanceof AdminApiError && error.failure === 'unreachable',
    onLost(reason) {
      const lost = `The connection to the receiver was lost: ${reason}.`;
      if (!reconnect) throw new CommandError(lost, EXIT.unreachable);
      err(`${sanitize(lost)} Connecting again until Ctrl+C.\n`);
    },
    onReconnected: (milliseconds) => err(`Connected again after ${Math.ceil(milliseconds / 1_000)} s.\n`),
    clock,
    random,
  });
  for await (const { event, data } of events) {
    if (event === 'missed') {
      err(
        `The receiver no longer knows what happened since ${lastSeen}, so changes may be missing here. \`inbox list --from ${lastSeen}\` lists what arrived.\n`,
      );
      continue;
    }
    const change = changeIn(data);
    lastSeen = change.at;
    await terminal.out(`${json ? data.replaceAll('\n', ' ') : formatted(change)}\n`);
  }
}

/** @throws CommandError if the address is not that of a receiver. */
function expectEvents(response: Response): void {
  const type = response.headers.get('content-type') ?? 'no media type';
  if (type.startsWith('text/event-stream')) return;
  throw new CommandError(
    `Expected a stream of events from a receiver, found ${type} at ${response.url}: check ADMIN_URL.`,
    EXIT.unreachable,
  );
}

/** @throws CommandError if the data of an event is no change. */
function changeIn(data: string): Change {
  try {
    const change: unknown = JSON.parse(data);
    if (typeof change === 'object' && change !== null && 'kind' in change) return change as Change;
  } catch {
    // Below.
  }
  throw new CommandError(
    `Expected changes of an inbox as JSON, found ${sanitize(data.slice(0, MAX_SHOWN_CHARS))}`,
    EXIT.unreachable,
  );
}

const MAX_SHOWN_CHARS = 100;

function formatted({ at, kind, id, eventType, attempt, error }: Change): string {
  const columns = [at, kind.padEnd(11), id, eventType, attempt && `attempt ${attempt}`, error];
  return sanitize(columns.filter(Boolean).join('  '));
}
