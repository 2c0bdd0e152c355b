import { type Notification, type RegistryEntry, registry } from '@partner-webhooks/types';

/**
 * What a notification is about, as one text: its event type and the value of its `x-subject` property. Notifications
 * with the same subject are handled in the order in which they came.
 *
 * @returns `undefined` where the event type has no subject (labels updates, token prices).
 */
export function subjectOf({ eventType, payload }: Notification): string | undefined {
  const { subject }: RegistryEntry = registry[eventType];
  const value = subject === undefined ? undefined : (payload as Fields)[subject];
  return value === undefined ? undefined : lineOf(eventType, String(value));
}

/** The same text from its parts. */
export function lineOf(eventType: string, subject: string): string {
  return `${eventType}:${subject}`;
}

/**
 * When the event happened, by the platform's clock: nanoseconds since 1970, as exact as the platform writes it.
 *
 * @returns `undefined` where the event type has no clock, or the payload leaves it out or has one that cannot be read.
 */
export function occurredAt({ eventType, payload }: Notification): bigint | undefined {
  const entry: RegistryEntry = registry[eventType];
  const text = entry.occurredAt === undefined ? undefined : (payload as Fields)[entry.occurredAt];
  if (typeof text !== 'string') return undefined;
  const point = text.indexOf('.');
  const end = point < 0 ? point : endOfDigits(text, point + 1);
  const milliseconds = Date.parse(point < 0 ? text : text.slice(0, point) + text.slice(end));
  // The validator takes forms that Date does not (a leap second, an offset without a colon): no clock, then.
  if (Number.isNaN(milliseconds)) return undefined;
  const fraction = point < 0 ? 0 : Number(text.slice(point + 1, Math.min(end, point + 10)).padEnd(9, '0'));
  const nanoseconds = BigInt(milliseconds) * 1_000_000n + BigInt(fraction);
  // SQLite holds 64 bits, from 1677 to 2262. What lies outside stands for "never" or "not known": no clock, either.
  return BigInt.asIntN(64, nanoseconds) === nanoseconds ? nanoseconds : undefined;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= NINE) end += 1;
  return end;
}

const ZERO = 0x30;
const NINE = 0x39;

type Fields = Readonly<Record<string, unknown>>;
