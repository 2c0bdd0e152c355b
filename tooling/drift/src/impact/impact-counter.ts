import type { Observation, Violation } from '@partner-webhooks/codegen';
import type { StoredItem } from '@partner-webhooks/inbox';
import type { Edition } from './contract/edition.ts';
import { enumValues } from './contract/enum-values.ts';
import { createGroups, type Groups } from './groups.ts';
import type { Impact, ObservationGroup, ViolationGroup } from './impact.ts';
import { placeOf, ruleOf } from './place.ts';
import { createSeenValues, type SeenValues } from './seen-values.ts';
import type { StoredValidation } from './validate-stored.ts';

/** What was counted: an impact without where it comes from. */
export type Counts = Omit<Impact, 'base' | 'source' | 'since' | 'handlers'>;

/** Counts validations. Its memory depends on the contracts, not on the number of bodies. */
export interface ImpactCounter {
  add(item: StoredItem, validation: StoredValidation): void;
  counts(): Counts;
}

type Validated = Extract<StoredValidation, { kind: 'validated' }>;

/** Creates a counter of nothing yet for two editions of the contract. */
export function createImpactCounter({
  base,
  present,
}: Readonly<Record<'base' | 'present', Edition>>): ImpactCounter {
  const names = new Set([...base.propertyNames, ...present.propertyNames]);
  const contractValues = new Set([...enumValues(base.contract), ...enumValues(present.contract)]);
  const read = { notifications: 0, quarantined: 0 };
  const bodies = { rejected: 0, alreadyRejected: 0, accepted: 0, stillRejected: 0, tooManyObservations: 0 };
  const rejected = createGroups<Key<ViolationGroup>>();
  const alreadyRejected = createGroups<Key<ViolationGroup>>();
  const becomeKnown = createGroups<Key<ObservationGroup>>();
  const becomeUnknown = createGroups<Key<ObservationGroup>>();
  const accepted = createGroups<{ readonly eventType: string }>();
  const acceptedByBase = new Map<string, number>();
  const withoutEventType = createGroups<{ readonly eventType: string }>();
  const pendingWithoutEventType = new Map<string, number>();
  const notValidated = createGroups<{ readonly store: 'inbox' | 'quarantine'; readonly reason: string }>();
  const seen = new Map<string, SeenValues>();

  return {
    add(item, validation) {
      if (item.kind === 'notification') read.notifications += 1;
      else if (item.kind === 'quarantined') read.quarantined += 1;
      if (item.kind === 'notification' && !present.has(item.eventType)) {
        withoutEventType.add({ eventType: item.eventType }, item.id);
        if (UNFINISHED.has(item.state)) increase(pendingWithoutEventType, item.eventType);
      }
      if (validation.kind === 'not-validated') {
        const store = item.kind === 'quarantined' ? 'quarantine' : 'inbox';
        notValidated.add(
          { store, reason: validation.reason },
          item.kind === 'unreadable' ? item.place : item.id,
        );
        return;
      }
      see(validation);
      if (item.kind === 'quarantined') addQuarantined(item.id, validation);
      else if (item.kind === 'notification') addNotification(item.id, validation);
    },

    counts: () => ({
      read,
      rejected: { bodies: bodies.rejected, groups: rejected.result() },
      alreadyRejected: {
        bodies: bodies.alreadyRejected,
        accepted: bodies.accepted,
        groups: alreadyRejected.result(),
      },
      withoutEventType: withoutEventType
        .result()
        .map((group) => ({ ...group, pending: pendingWithoutEventType.get(group.eventType) ?? 0 })),
      becomeKnown: becomeKnown.result(),
      becomeUnknown: becomeUnknown.result(),
      tooManyObservations: bodies.tooManyObservations,
      quarantine: {
        accepted: accepted
          .result()
          .map((group) => ({ ...group, byBase: acceptedByBase.get(group.eventType) ?? 0 })),
        rejected: bodies.stillRejected,
      },
      neverSeen: [...seen].flatMap(([eventType, values]) =>
        values.unseen().map((place) => ({ eventType, ...place })),
      ),
      withoutBodies: present.contract.webhooks
        .map(({ eventType }) => eventType)
        .filter((eventType) => !seen.has(eventType)),
      notValidated: notValidated.result(),
    }),
  };

  function see({ eventType, value }: Validated): void {
    if (!present.has(eventType)) return;
    const values = seen.get(eventType) ?? createSeenValues(present.knownFields(eventType));
    seen.set(eventType, values);
    values.see(value);
  }

  function addQuarantined(id: string, { eventType, base: before, present: now }: Validated): void {
    if (!now.valid) bodies.stillRejected += 1;
    else {
      accepted.add({ eventType }, id);
      if (before.valid) increase(acceptedByBase, eventType);
    }
  }

  function addNotification(id: string, { eventType, base: before, present: now }: Validated): void {
    if (!before.valid) {
      bodies.alreadyRejected += 1;
      if (now.valid) bodies.accepted += 1;
      addViolations(alreadyRejected, eventType, before.violations, id);
    } else if (!now.valid) {
      bodies.rejected += 1;
      addViolations(rejected, eventType, now.violations, id);
    } else addObservations(eventType, before.observations, now.observations, id);
  }

  function addViolations(
    groups: Groups<Key<ViolationGroup>>,
    eventType: string,
    violations: readonly Violation[],
    id: string,
  ): void {
    for (const rule of distinct(violations.map((violation) => ruleOf(violation, names))))
      groups.add({ eventType, ...rule }, id);
  }

  function addObservations(
    eventType: string,
    before: readonly Observation[],
    now: readonly Observation[],
    id: string,
  ): void {
    if (before.length === 0 && now.length === 0) return;
    if (Math.max(before.length, now.length) >= MAX_OBSERVATIONS_PER_BODY) {
      bodies.tooManyObservations += 1;
      return;
    }
    for (const [groups, some, others] of [
      [becomeKnown, before, now],
      [becomeUnknown, now, before],
    ] as const)
      for (const each of distinct(without(some, others).map(observed)))
        groups.add({ eventType, ...each }, id);
  }

  function observed({ pointer, kind, value }: Observation) {
    // A value that no contract lists is text of the sender.
    const shown = value !== undefined && contractValues.has(value) ? { value } : {};
    return { pointer: placeOf(pointer, names), kind, ...shown };
  }
}

type Key<Group> = Omit<Group, 'count' | 'ids'>;

// Those for which a handler will be called.
const UNFINISHED: ReadonlySet<string> = new Set(['pending', 'handling']);

// A validator lists no more of them, so what is missing in a full list is not known.
const MAX_OBSERVATIONS_PER_BODY = 32;

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function without(some: readonly Observation[], others: readonly Observation[]): Observation[] {
  const keys = new Set(others.map(keyOf));
  return some.filter((each) => !keys.has(keyOf(each)));
}

function keyOf({ pointer, kind, value }: Observation): string {
  return JSON.stringify([pointer, kind, value]);
}

/** A body counts once for each place and rule, however many items of a list violate it. */
function distinct<Item extends object>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
