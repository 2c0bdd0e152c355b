import { type RegistryEntry, registry } from '@partner-webhooks/types';
import type { Random } from './random.ts';
import type { RenderedNotification } from './render-scenario.ts';

/** Faults of the delivery. */
export interface Faults {
  /** Every notification is delivered twice. */
  readonly duplicate?: boolean;
  /**
   * Notifications are delivered in random order. Those of an event type without a clock (`x-occurred-at`) keep their
   * order: no receiver could restore it.
   */
  readonly shuffle?: boolean;
  /** The share of notifications, from 0 to 1, that is not delivered. */
  readonly drop?: number;
}

/** The deliveries of some notifications, in order, with faults. */
export function injectFaults(
  notifications: readonly RenderedNotification[],
  { duplicate = false, shuffle = false, drop = 0 }: Faults,
  random: Random,
): RenderedNotification[] {
  const remaining = notifications.filter(() => random() >= drop);
  const deliveries = duplicate ? remaining.flatMap((each) => [each, each]) : remaining;
  return shuffle ? shuffled(deliveries, random) : deliveries;
}

function shuffled(notifications: readonly RenderedNotification[], random: Random): RenderedNotification[] {
  const mixed = notifications
    .map((notification) => ({ notification, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ notification }) => notification);
  // The positions of notifications without a clock are random, their order is not.
  const inOrder = Map.groupBy(notifications.filter(isWithoutClock), ({ eventType }) => eventType);
  return mixed.map((each) => (isWithoutClock(each) && inOrder.get(each.eventType)?.shift()) || each);
}

function isWithoutClock({ eventType }: RenderedNotification): boolean {
  const { occurredAt }: RegistryEntry = registry[eventType];
  return occurredAt === undefined;
}
