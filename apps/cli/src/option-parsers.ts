import { MILLISECONDS_PER, millisecondsOf } from '@partner-webhooks/inbox/duration';
import { EVENT_TYPES, type EventType, isEventType } from '@partner-webhooks/types';
import { InvalidArgumentError } from 'commander';
import { isIdOrPart } from './id-shape.ts';
import { nearMatch } from './near-match.ts';

/** An event type of the contract. */
export function eventType(text: string): EventType {
  if (isEventType(text)) return text;
  const near = nearMatch(text, EVENT_TYPES);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new InvalidArgumentError(`Expected one of ${EVENT_TYPES.join(', ')}.${hint}`);
}

/**
 * An event type of what is stored: one of the contract, or one that may have left it since. What is near one of the contract
 * is a slip.
 */
export function storedEventType(text: string): string {
  if (/^[A-Z][A-Z0-9_]*$/.test(text) && nearMatch(text, EVENT_TYPES) === undefined) return text;
  return eventType(text);
}

/** The id that a receiver gave, in any case, or enough of its beginning or its end. */
export function id(text: string): string {
  const searched = text.toLowerCase();
  if (isIdOrPart(searched)) return searched;
  throw new InvalidArgumentError(
    'Expected an id such as 019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e, or at least 8 characters of its beginning or its end.',
  );
}

/** Several ids: an argument parser for `[ids...]`. */
export function ids(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, id(text)];
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
  if (milliseconds === undefined || milliseconds > MILLISECONDS_PER.d)
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
