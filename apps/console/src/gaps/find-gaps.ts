import { EVENT_TYPES_WITH_LIFECYCLE, type Gap, openGapFinder, seenStatus } from '@partner-webhooks/lifecycle';
import { lifecycles } from '@partner-webhooks/types/lifecycles';
import { client } from '../api/client.ts';
import { DEFAULT_WAITING, type GapsSearch } from './search.ts';

/** How far the reading is. */
export interface GapsProgress {
  /** Number of notifications that have been read. */
  readonly read: number;
  /** The event type that is read. */
  readonly eventType: string;
  /** Number of event types that have been read. */
  readonly done: number;
  /** Number of event types to read. */
  readonly total: number;
}

/** What was found. */
export interface FoundGaps {
  readonly gaps: readonly Gap[];
  /** Number of notifications that were read. */
  readonly read: number;
  /** Number of notifications whose body could not be read. */
  readonly unreadable: number;
  readonly at: string;
}

/**
 * Reads all notifications of the event types with a lifecycle, page by page, and finds the gaps in this browser.
 *
 * @throws the error response of a page, or the reason of the signal.
 */
export async function findGaps(
  { eventType: only, receivedFrom, receivedTo, waiting = DEFAULT_WAITING }: GapsSearch,
  signal: AbortSignal,
  onProgress: (progress: GapsProgress) => void,
): Promise<FoundGaps> {
  let now: Date | undefined;
  let finder: ReturnType<typeof openGapFinder> | undefined;
  const eventTypes = EVENT_TYPES_WITH_LIFECYCLE.filter((each) => only === undefined || each === only);
  const counts = { read: 0, unreadable: 0 };
  for (const [done, eventType] of eventTypes.entries()) {
    const range = { ...(receivedFrom && { receivedFrom }), ...(receivedTo && { receivedTo }) };
    let cursor: string | undefined;
    do {
      onProgress({ read: counts.read, eventType, done, total: eventTypes.length });
      const page = { ...range, eventType, order: 'oldest', withBody: true, limit: PAGE_SIZE } as const;
      const query = { ...page, ...(cursor !== undefined && { cursor }) };
      const { data, error, response } = await client.GET('/api/notifications', { params: { query }, signal });
      if (!data) throw error;
      // How long a subject waits is by the clock of the receiver: that of this browser may be wrong.
      now ??= new Date(response.headers.get('date') ?? Date.now());
      finder ??= openGapFinder({ lifecycles, waitingMs: waiting * 1_000, now });
      for (const item of data.items) {
        const seen = seenStatus(item);
        if (seen === 'unreadable') counts.unreadable += 1;
        else if (seen) finder.add(seen);
      }
      counts.read += data.items.length;
      cursor = data.nextCursor;
    } while (cursor !== undefined);
  }
  return { gaps: finder?.gaps() ?? [], ...counts, at: (now ?? new Date()).toISOString() };
}

const PAGE_SIZE = 500;
