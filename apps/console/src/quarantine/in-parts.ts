import type { Schemas } from '../api/client.ts';

type Filter = Schemas['QuarantineFilter'];

/** What has been done to rejected bodies until now. */
export type Replayed = Omit<Schemas['QuarantineReplayed'], 'receivedTo'>;

/** What replays rejected bodies in parts depends on. */
export interface Parts {
  /** Lists some bodies that match, the oldest first. @throws the error response. */
  readonly list: (filter: Filter) => Promise<readonly { readonly receivedAt: string }[]>;
  /** Replays all bodies that match. @throws the error response. */
  readonly replay: (filter: Filter) => Promise<Replayed>;
  /** Called after each part. */
  readonly onProgress: (done: Replayed) => void;
}

/**
 * Replays all rejected bodies that match, part by part, so that it shows how far it is, and can be cancelled: what has been done
 * stays. A part is a range of time. One range begins where the last one has ended, because bodies that are invalid still stay in
 * quarantine.
 *
 * @param filter closed by a time: what comes meanwhile is no part of it.
 * @throws what `list` or `replay` throws.
 */
export async function replayInParts(
  filter: Filter & { readonly receivedTo: string },
  signal: AbortSignal,
  { list, replay, onProgress }: Parts,
): Promise<Replayed> {
  let done: Replayed = { matched: 0, received: 0, duplicates: 0, invalid: 0 };
  let rest = filter;
  while (!signal.aborted) {
    const times = (await list(rest)).map(({ receivedAt }) => Date.parse(receivedAt));
    if (times.length === 0 || signal.aborted) break;
    const end = new Date(Math.max(...times) + 1).toISOString();
    const part = await replay({ ...rest, receivedTo: end < filter.receivedTo ? end : filter.receivedTo });
    done = {
      matched: done.matched + part.matched,
      received: done.received + part.received,
      duplicates: done.duplicates + part.duplicates,
      invalid: done.invalid + part.invalid,
    };
    onProgress(done);
    if (end >= filter.receivedTo) break;
    rest = { ...rest, receivedFrom: end };
  }
  return done;
}
