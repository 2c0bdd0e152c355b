import type { ReceiveResult, State } from '../../model.ts';

/** An incoming notification, as far as duplicates are concerned. */
export interface Incoming {
  readonly id: string;
  readonly eventType: string;
  /** The id if it has no subject. */
  readonly orderingKey: string;
  /** The fingerprint, hexadecimal. */
  readonly hash: string;
  readonly hasClock: boolean;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** A stored notification with the same fingerprint: the last one within the deduplication window. */
export interface Identical {
  readonly seq: number;
  readonly id: string;
  readonly state: State;
  /** A handler has been called for it. */
  readonly hasBegun: boolean;
  /** Nothing else with the same subject was received after it. */
  readonly isLast: boolean;
}

/** What a transaction writes for its incoming notifications. Numbers are their positions. */
export interface Plan {
  readonly results: readonly ReceiveResult[];
  /** Those that are stored. */
  readonly stored: readonly Stored[];
  /** Further deliveries of notifications that were stored before, by their seqs. */
  readonly deliveries: ReadonlyMap<number, readonly number[]>;
  /** The seqs of dead ones that are replayed. */
  readonly replayed: ReadonlySet<number>;
}

/** An incoming notification that is stored. */
export interface Stored {
  readonly n: number;
  readonly repeats: string | undefined;
  /** Positions of its further deliveries in the same transaction. */
  readonly deliveries: readonly number[];
}

/**
 * Tells duplicates from new notifications (docs/decisions/0009): each incoming one is compared with those before it in the
 * same transaction, and with what was stored before.
 *
 * With a clock, the same payload is the same event for as long as its notification is stored. Without one it can be another
 * event that looks the same (a price that returns, a second fill), so it is a duplicate only if one handling serves both: no
 * handler has been called for the stored one, and nothing else with the same subject was received in between.
 *
 * @param found for each incoming one, what is stored.
 */
export function compare(
  incoming: readonly Incoming[],
  found: readonly (Identical | undefined)[],
  { windowMs, replayDead }: { readonly windowMs: number; readonly replayDead: boolean },
): Plan {
  const results: ReceiveResult[] = [];
  const stored: (Stored & { readonly deliveries: number[] })[] = [];
  const deliveries = new Map<number, number[]>();
  const replayed = new Set<number>();

  // By fingerprint, ordering key and event type, the last one that is stored.
  const lastOfHash = new Map<string, number>();
  const lastOfSubject = new Map<string, number>();
  const lastOfType = new Map<string, number>();

  for (const [n, each] of incoming.entries()) {
    const { id, eventType, orderingKey, hash, hasClock } = each;
    const place = lastOfHash.get(hash);
    const candidate = place === undefined ? undefined : stored[place];
    const isEarlier = candidate && (hasClock || isWithin(incoming[candidate.n], each, windowMs));
    const earlier = isEarlier ? candidate : undefined;
    const identical = found[n];
    // Nothing else with the same subject after the identical one. Without a subject, the event type stands for it.
    const last = orderingKey === id ? lastOfType.get(eventType) : lastOfSubject.get(orderingKey);
    const isLast = last === undefined || (earlier !== undefined && last === place);
    if (earlier && (hasClock || isLast)) {
      earlier.deliveries.push(n);
      results.push(counted(incoming[earlier.n]?.id ?? id));
    } else if (!earlier && identical && isDuplicate(identical, each, isLast)) {
      deliveries.set(identical.seq, [...(deliveries.get(identical.seq) ?? []), n]);
      results.push(deliver(identical));
    } else {
      const repeats = earlier ? incoming[earlier.n]?.id : identical?.id;
      lastOfHash.set(hash, stored.length);
      lastOfSubject.set(orderingKey, stored.length);
      lastOfType.set(eventType, stored.length);
      stored.push({ n, repeats, deliveries: [] });
      results.push(received(id, repeats));
    }
  }
  return { results, stored, deliveries, replayed };

  function deliver({ seq, id, state }: Identical): ReceiveResult {
    if (state === 'discarded') return { id, duplicate: true, repetition: { of: id, outcome: 'discarded' } };
    if (state !== 'dead' || replayed.has(seq)) return counted(id);
    if (!replayDead) return { id, duplicate: true, repetition: { of: id, outcome: 'dead' } };
    replayed.add(seq);
    return { id, duplicate: true, repetition: { of: id, outcome: 'replayed' } };
  }
}

function isDuplicate(
  { state, hasBegun, isLast }: Identical,
  { hasClock }: Incoming,
  isLastHere: boolean,
): boolean {
  return hasClock || (state === 'pending' && !hasBegun && isLast && isLastHere);
}

function isWithin(earlier: Incoming | undefined, { receivedAt }: Incoming, windowMs: number): boolean {
  return earlier !== undefined && earlier.receivedAt >= receivedAt - windowMs;
}

function counted(id: string): ReceiveResult {
  return { id, duplicate: true, repetition: { of: id, outcome: 'counted' } };
}

function received(id: string, repeats: string | undefined): ReceiveResult {
  if (repeats === undefined) return { id, duplicate: false };
  return { id, duplicate: false, repetition: { of: repeats, outcome: 'received' } };
}
