import { type EventType, isEventType } from '@partner-webhooks/types';
import { type Random, randomUuid } from './random.ts';
import type { Scenario } from './scenario.ts';

/** A payload and its event type, before anybody has judged it. */
export interface Told {
  readonly eventType: EventType;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The last known status of a subject. */
export interface LastKnownStatus {
  readonly eventType: EventType;
  readonly subject: string;
  readonly status: string;
}

/** A scenario with ids, times and prices of its own. */
export interface Story {
  readonly notifications: readonly Told[];
  readonly handled: number;
  readonly lastKnown: readonly LastKnownStatus[];
}

/** What a story is told from. */
export interface Telling {
  /** The same numbers tell the same story, to the byte. */
  readonly random: Random;
  /** When the first event happens, by the platform's clock. */
  readonly beginning: Date;
}

/**
 * Tells a scenario. In its payloads, and where it says how it ends, `$now` stands for the time of the event, `$price`
 * for another price each time, and any other `$name` for a UUID that is the same throughout the story.
 */
export function tell(scenario: Scenario, { random, beginning }: Telling): Story {
  const ids = new Map<string, string>();
  const idOf = (name: string): string => {
    const id = ids.get(name) ?? randomUuid(random);
    ids.set(name, id);
    return id;
  };
  let now = beginning.getTime();
  const valueFor = (value: unknown): unknown => {
    if (value === '$now') return new Date(now).toISOString();
    if (value === '$price') return Math.round(9_000 + random() * 2_000) / 100;
    if (typeof value === 'string' && value.startsWith('$')) return idOf(value);
    if (Array.isArray(value)) return value.map(valueFor);
    return typeof value === 'object' && value !== null ? valuesFor(value) : value;
  };
  const valuesFor = (members: object) =>
    Object.fromEntries(Object.entries(members).map(([name, value]) => [name, valueFor(value)]));

  const notifications = scenario.notifications.flatMap((notification) => {
    now += 1_000 + Math.floor(random() * 4_000);
    return entriesOf(notification).map(([eventType, payload]) => ({
      eventType,
      payload: valuesFor(payload),
    }));
  });
  const { handled, lastKnown } = scenario.ends;
  return {
    notifications,
    handled,
    lastKnown: entriesOf(lastKnown).flatMap(([eventType, statuses]) =>
      Object.entries(statuses).map(([name, status]) => ({ eventType, subject: idOf(name), status })),
    ),
  };
}

/** @throws TypeError where a scenario names an event type that the contract does not have. */
function entriesOf<Value>(byEventType: Readonly<Partial<Record<EventType, Value>>>): [EventType, Value][] {
  return Object.entries(byEventType).map(([eventType, value]) => {
    if (!isEventType(eventType)) throw new TypeError(`${eventType} is not an event type of the contract`);
    return [eventType, value];
  });
}
