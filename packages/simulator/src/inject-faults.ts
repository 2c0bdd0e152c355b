import { type RegistryEntry, registry } from '@partner-webhooks/types';
import type { Random } from './random.ts';
import type { Told } from './story.ts';

/** What goes wrong on the way. */
export interface Disturbances {
  /** Everything arrives twice. */
  readonly duplicate?: boolean;
  /**
   * What comes first and what comes later is left to chance. Where notifications have no time in them, those of one event
   * type stay in their order: no receiver could find it again.
   */
  readonly shuffle?: boolean;
  /** The share of notifications, from 0 to 1, that never arrives. */
  readonly drop?: number;
}

/** What arrives of a story, in the order in which it arrives. */
export function disturb(
  notifications: readonly Told[],
  { duplicate = false, shuffle = false, drop = 0 }: Disturbances,
  random: Random,
): Told[] {
  const left = notifications.filter(() => random() >= drop);
  const sent = duplicate ? left.flatMap((each) => [each, each]) : left;
  return shuffle ? shuffled(sent, random) : sent;
}

function shuffled(notifications: readonly Told[], random: Random): Told[] {
  const mixed = notifications
    .map((notification) => ({ notification, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ notification }) => notification);
  // Those without a clock take the places that chance gave to them in their own order.
  const waiting = Map.groupBy(notifications.filter(isWithoutClock), ({ eventType }) => eventType);
  return mixed.map((each) => (isWithoutClock(each) && waiting.get(each.eventType)?.shift()) || each);
}

function isWithoutClock({ eventType }: Told): boolean {
  const { occurredAt }: RegistryEntry = registry[eventType];
  return occurredAt === undefined;
}
