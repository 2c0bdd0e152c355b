import { type EventType, isEventType } from '@partner-webhooks/types';
import { type Random, randomUuid } from './random.ts';
import type { Scenario } from './scenario.ts';

/** A payload and its event type, not validated. */
export interface RenderedNotification {
  readonly eventType: EventType;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The last known status of a subject. */
export interface LastKnownStatus {
  readonly eventType: EventType;
  readonly subject: string;
  readonly status: string;
}

/** A scenario with its own ids, times and prices. */
export interface RenderedScenario {
  readonly notifications: readonly RenderedNotification[];
  readonly handled: number;
  readonly lastKnown: readonly LastKnownStatus[];
}

/** What a scenario is rendered with. */
export interface RenderOptions {
  /** The same numbers give the same scenario, byte for byte. */
  readonly random: Random;
  /** When the first event happens, by the platform's clock. */
  readonly beginning: Date;
}

/**
 * Replaces the variables in a scenario: `$now` by the time of the event, `$price` by a new price each time, and any other
 * `$name` by a UUID that is the same throughout the scenario.
 */
export function renderScenario(scenario: Scenario, { random, beginning }: RenderOptions): RenderedScenario {
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

/** @throws TypeError if a scenario names an event type that the contract does not have. */
function entriesOf<Value>(byEventType: Readonly<Partial<Record<EventType, Value>>>): [EventType, Value][] {
  return Object.entries(byEventType).map(([eventType, value]) => {
    if (!isEventType(eventType)) throw new TypeError(`${eventType} is not an event type of the contract`);
    return [eventType, value];
  });
}
