import type { components } from '@partner-webhooks/admin-api';

type Filter = components['schemas']['QuarantineFilter'];

/** What has been replayed of rejected bodies until now. */
export type Replayed = Omit<components['schemas']['QuarantineReplayed'], 'receivedTo'>;

/** What has been discarded of rejected bodies until now, and how many were counted. */
export type Discarded = Omit<components['schemas']['Done'], 'receivedTo'>;

/** Who follows a change in parts, and ends it. */
export interface PartsOptions<Done> {
  /** Ends it after the present part. What has been done stays. */
  readonly signal: AbortSignal;
  /** Called after each part. */
  readonly onProgress: (done: Done) => void;
}

/** What replays rejected bodies in parts depends on. */
export interface ReplayParts extends PartsOptions<Replayed> {
  /** Lists up to `limit` bodies that match, the oldest first. @throws the error response. */
  readonly list: (filter: Filter, limit: number) => Promise<readonly { readonly receivedAt: string }[]>;
  /** Replays all bodies that match. @throws the error response. */
  readonly replay: (filter: Filter) => Promise<Replayed>;
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
  { list, replay, ...options }: ReplayParts,
): Promise<Replayed> {
  let rest: Filter | undefined = filter;
  return inParts({ matched: 0, received: 0, duplicates: 0, invalid: 0 }, options, async (done) => {
    if (!rest) return undefined;
    const times = (await list(rest, BODIES_PER_REPLAY)).map(({ receivedAt }) => Date.parse(receivedAt));
    if (times.length === 0 || options.signal.aborted) return undefined;
    const end = new Date(Math.max(...times) + 1).toISOString();
    const part = await replay({ ...rest, receivedTo: end < filter.receivedTo ? end : filter.receivedTo });
    rest = end < filter.receivedTo ? { ...rest, receivedFrom: end } : undefined;
    return {
      matched: done.matched + part.matched,
      received: done.received + part.received,
      duplicates: done.duplicates + part.duplicates,
      invalid: done.invalid + part.invalid,
    };
  });
}

/** What discards rejected bodies in parts depends on. Each uses the closed filter of the count. */
export interface DiscardParts extends PartsOptions<Discarded> {
  /** Discards the oldest bodies that match. @throws the error response. */
  readonly discard: (limit: number) => Promise<Discarded>;
  /** Counts the bodies that match. @throws the error response. */
  readonly count: () => Promise<number>;
  /** Whether it is unknown if the request was served: there was no response. */
  readonly isLost: (error: unknown) => boolean;
  /** Waits before a lost request is sent again. */
  readonly wait: () => Promise<unknown>;
  /** The most bodies of a part; 200 if nothing is said. */
  readonly perPart?: number;
}

/**
 * Discards rejected bodies part by part, so that it shows how far it is, and can be cancelled: what has been done stays. It
 * discards no more than were counted, the oldest first, so that a body which came in the millisecond of the count stays.
 *
 * A part without a response is sent again, 2 times at most. What it has done is found out by counting what is left.
 *
 * @param counted how many bodies matched when the operator confirmed.
 * @throws what `discard` or `count` throws.
 */
export async function discardInParts(
  counted: number,
  { discard, count, isLost, wait, perPart = BODIES_PER_PART, ...options }: DiscardParts,
): Promise<Discarded> {
  let left = counted;
  let wasLost = false;
  const recount = async (done: number) => {
    const discarded = Math.max(done, counted - (await count()));
    left = counted - discarded;
    return { matched: counted, done: discarded };
  };

  const done = await inParts({ matched: counted, done: 0 }, options, async (before) => {
    let present = before;
    for (let attempt = 1; left > 0; attempt += 1) {
      try {
        if (attempt > 1) present = await recount(present.done);
        const limit = Math.min(perPart, left);
        if (limit === 0) return present;
        const part = await discard(limit);
        left = part.matched < limit ? 0 : left - part.matched;
        return { matched: counted, done: present.done + part.done };
      } catch (error) {
        if (!isLost(error) || attempt === ATTEMPTS) throw error;
        wasLost = true;
        await wait();
      }
    }
    return undefined;
  });
  // The lost request may have been served after the count that followed it.
  return wasLost ? recount(done.done) : done;
}

/** Runs one part after the other until none is left, or until it is cancelled. @returns what they have done together. */
async function inParts<Done>(
  none: Done,
  { signal, onProgress }: PartsOptions<Done>,
  part: (done: Done) => Promise<Done | undefined>,
): Promise<Done> {
  let done = none;
  while (!signal.aborted) {
    const next = await part(done);
    if (!next) break;
    done = next;
    onProgress(done);
  }
  return done;
}

// Each is read and validated, so fewer than are discarded at once.
const BODIES_PER_REPLAY = 50;
const BODIES_PER_PART = 200;
const ATTEMPTS = 3;
