import type { Certainty, Lifecycle } from '@partner-webhooks/types/lifecycles';
import { own, pathBetween, waysOut, weakest } from './ways.ts';

/** A status of which a notification has told. */
export interface SeenStatus {
  readonly eventType: string;
  readonly subject: string;
  readonly status: string;
  readonly receivedAt: Date;
  /** The time of the platform (`x-occurred-at`), if the event type has one: notifications may arrive in another order. */
  readonly occurredAt?: Date;
}

/** What may never have arrived, or has never been seen before. */
export type Gap = {
  readonly eventType: string;
  readonly subject: string;
  /** When the notification arrived by which it shows. */
  readonly receivedAt: Date;
} & (
  | {
      /** The subject has not moved on from a status that is not final. */
      readonly kind: 'waiting';
      readonly status: string;
      /** The values of which one comes next. */
      readonly expected: readonly string[];
      readonly certainty: Certainty;
    }
  | {
      /** The first status of the subject is one that comes after another. */
      readonly kind: 'no-beginning';
      readonly status: string;
      /** The values of which one comes first. */
      readonly expected: readonly string[];
      readonly certainty: Certainty;
    }
  | {
      /** Between two statuses come others. */
      readonly kind: 'skipped';
      readonly from: string;
      readonly to: string;
      /** The values on the shortest way from one to the other. */
      readonly expected: readonly string[];
      readonly certainty: Certainty;
    }
  | {
      /** The lifecycle does not have this transition, and no subject has made it before. */
      readonly kind: 'new-transition';
      readonly from: string;
      readonly to: string;
    }
);

/** Collects what has been seen of subjects, in any order. */
export interface GapFinder {
  /** Adds a status. One of an event type without lifecycle is ignored. */
  readonly add: (seen: SeenStatus) => void;
  /** The gaps of all subjects, by event type in the order of its first notification, then by subject in that order. */
  readonly gaps: () => readonly Gap[];
}

/** Settings of {@link openGapFinder}. */
export interface GapFinderOptions {
  /** The lifecycles by event type (`@partner-webhooks/types/lifecycles`). */
  readonly lifecycles: Readonly<Partial<Record<string, Lifecycle>>>;
  /** A subject waits if it has been in a status that is not final for longer, in milliseconds. */
  readonly waitingMs: number;
  readonly now: Date;
}

/**
 * Opens what finds notifications that may never have arrived. It reports only what the lifecycles say: of a value of which they do
 * not say what follows, anything may follow. A notification that is missing between two values that can follow each other does not
 * show.
 *
 * Its memory grows with the number of statuses that are added.
 *
 * @example
 * const finder = openGapFinder({ lifecycles, waitingMs: 86_400_000, now: new Date() });
 * finder.add({ eventType: 'TRANSFER_NOTIFICATION', subject: '7f0d…', status: 'PENDING', receivedAt });
 * finder.gaps(); // [{ kind: 'waiting', status: 'PENDING', expected: ['REJECTED', 'PROCESSED'], … }]
 */
export function openGapFinder(options: GapFinderOptions): GapFinder {
  const seen = new Map<string, Map<string, SeenStatus[]>>();
  return {
    add(status) {
      const { eventType, subject } = status;
      if (!own(options.lifecycles, eventType)) return;
      const subjects = seen.get(eventType) ?? new Map<string, SeenStatus[]>();
      seen.set(eventType, subjects);
      const statuses = subjects.get(subject);
      if (statuses) statuses.push(status);
      else subjects.set(subject, [status]);
    },
    gaps: () =>
      [...seen].flatMap(([eventType, subjects]) => {
        const lifecycle = own(options.lifecycles, eventType);
        if (!lifecycle) return [];
        const found = [...subjects.values()].flatMap((statuses) =>
          gapsOf(lifecycle, inOrder(statuses), options),
        );
        return withoutRepeatedTransitions(found);
      }),
  };
}

/** By the time of the platform; those without one stay behind the one that arrived before. */
function inOrder(statuses: readonly SeenStatus[]): readonly SeenStatus[] {
  const arrived = statuses.toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
  let clock = Number.NEGATIVE_INFINITY;
  const timed = arrived.map((each) => {
    clock = each.occurredAt?.getTime() ?? clock;
    return { each, clock };
  });
  return timed.toSorted((a, b) => (a.clock === b.clock ? 0 : a.clock - b.clock)).map(({ each }) => each);
}

function gapsOf(lifecycle: Lifecycle, statuses: readonly SeenStatus[], options: GapFinderOptions): Gap[] {
  const gaps: Gap[] = [];
  let before: SeenStatus | undefined;
  for (const each of statuses) {
    const gap = before ? gapBetween(lifecycle, before, each) : gapBefore(lifecycle, each);
    if (gap) gaps.push(gap);
    before = each;
  }
  const waiting = before && gapAfter(lifecycle, before, statuses, options);
  return waiting ? [...gaps, waiting] : gaps;
}

function gapBefore(lifecycle: Lifecycle, first: SeenStatus): Gap | undefined {
  const { status } = first;
  const expected = Object.keys(lifecycle.initial);
  if (own(lifecycle.initial, status) !== undefined) return undefined;
  const ways = expected.flatMap((initial) => pathBetween(lifecycle, initial, status) ?? []);
  const [shortest] = ways.toSorted((a, b) => a.values.length - b.values.length);
  if (!shortest) return undefined;
  const stated = expected.map((initial) => lifecycle.initial[initial] ?? 'inferred');
  return {
    kind: 'no-beginning',
    ...about(first),
    status,
    expected,
    certainty: weakest([...stated, shortest.certainty]),
  };
}

function gapBetween(lifecycle: Lifecycle, before: SeenStatus, next: SeenStatus): Gap | undefined {
  const [from, to] = [before.status, next.status];
  if (from === to) return undefined;
  const ways = waysOut(lifecycle, from);
  // It is not known what follows.
  if (!ways || own(ways, to) !== undefined) return undefined;
  const path = pathBetween(lifecycle, from, to);
  if (!path) return { kind: 'new-transition', ...about(next), from, to };
  const { values, certainty } = path;
  return { kind: 'skipped', ...about(next), from, to, expected: values, certainty };
}

function gapAfter(
  lifecycle: Lifecycle,
  last: SeenStatus,
  statuses: readonly SeenStatus[],
  { now, waitingMs }: GapFinderOptions,
): Gap | undefined {
  const { status } = last;
  const ways = Object.entries(waysOut(lifecycle, status) ?? {});
  if (ways.length === 0) return undefined;
  // Since it was first told of: the platform may repeat a status.
  const index = statuses.findLastIndex((each) => each.status !== status);
  const since = statuses[index + 1] ?? last;
  if (now.getTime() - since.receivedAt.getTime() <= waitingMs) return undefined;
  const expected = ways.map(([value]) => value);
  const certainty = ways.some(([, each]) => each === 'documented') ? 'documented' : 'inferred';
  return { kind: 'waiting', ...about(since), status, expected, certainty };
}

function about({ eventType, subject, receivedAt }: SeenStatus) {
  return { eventType, subject, receivedAt };
}

/** Of each new transition only the one that was received first: the others have been seen before. */
function withoutRepeatedTransitions(gaps: readonly Gap[]): Gap[] {
  const first = new Map<string, Gap>();
  for (const gap of gaps) {
    if (gap.kind !== 'new-transition') continue;
    const key = JSON.stringify([gap.from, gap.to]);
    const known = first.get(key);
    if (!known || gap.receivedAt < known.receivedAt) first.set(key, gap);
  }
  const retained = new Set(first.values());
  return gaps.filter((gap) => gap.kind !== 'new-transition' || retained.has(gap));
}
