import { EVENT_TYPES, type EventType, isEventType } from '@partner-webhooks/types';
import { InvalidArgumentError } from 'commander';

/** An event type of the contract. */
export function eventType(text: string): EventType {
  if (isEventType(text)) return text;
  throw new InvalidArgumentError(`Expected one of ${EVENT_TYPES.join(', ')}.`);
}

/** A whole number from 1. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.');
  return Number(text);
}

/** A seed: a whole number from 0. */
export function seed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 0.');
  return Number(text);
}

/** A share from 0 to 1. */
export function share(text: string): number {
  if (!/^(0(\.\d+)?|1(\.0+)?)$/.test(text)) throw new InvalidArgumentError('Expected a share from 0 to 1.');
  return Number(text);
}

/** A duration, in milliseconds; at most a day, because a timer of more than 2^31 - 1 ms fires at once. */
export function duration(text: string): number {
  const milliseconds = millisecondsOf(text);
  if (milliseconds === undefined || milliseconds > MILLISECONDS.d)
    throw new InvalidArgumentError('Expected a duration of at most 1d, such as 500ms, 10s or 2m.');
  return milliseconds;
}

/** A duration of any length, in milliseconds. */
export function longDuration(text: string): number {
  const milliseconds = millisecondsOf(text);
  if (milliseconds === undefined)
    throw new InvalidArgumentError('Expected a duration such as 30m, 24h or 7d.');
  return milliseconds;
}

/** The milliseconds of a text such as `500ms`, `10s`, `30m`, `2h` or `7d`; `undefined` if it is none. */
export function millisecondsOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,8})(ms|s|m|h|d)$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
}

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
