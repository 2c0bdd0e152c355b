import { type Notification, type RegistryEntry, registry } from '@partner-webhooks/types';
import { epochNanoseconds } from '@partner-webhooks/types/date-time';

/**
 * What a notification is about, as one text: its event type and the value of its `x-subject` property. Notifications
 * with the same subject are handled in the order in which they came.
 *
 * @returns `undefined` where the event type has no subject (labels updates, token prices).
 */
export function subjectOf({ eventType, payload }: Notification): string | undefined {
  const { subject }: RegistryEntry = registry[eventType];
  const value = subject === undefined ? undefined : (payload as Fields)[subject];
  return value === undefined ? undefined : orderingKeyOf(eventType, String(value));
}

/** The same text from its parts. */
export function orderingKeyOf(eventType: string, subject: string): string {
  return `${eventType}:${canonicalSubject(subject)}`;
}

/**
 * The one spelling under which a subject is kept and looked for. A UUID in capitals is the same UUID (RFC 9562, section 4);
 * any other text stays as it is.
 */
export function canonicalSubject(subject: string): string {
  return UUID.test(subject) ? subject.toLowerCase() : subject;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * When the event happened, by the platform's clock, as a number that fits 64 bits and keeps the order: nanoseconds since
 * 1970, as exact as the platform writes it, and outside of the years 1677 to 2262 as exact as a millisecond.
 *
 * @returns `undefined` where the event type has no clock, or the payload leaves it out.
 */
export function occurredAt({ eventType, payload }: Notification): bigint | undefined {
  const entry: RegistryEntry = registry[eventType];
  const text = entry.occurredAt === undefined ? undefined : (payload as Fields)[entry.occurredAt];
  if (typeof text !== 'string') return undefined;
  const nanoseconds = epochNanoseconds(text);
  return nanoseconds === undefined ? undefined : within64Bits(nanoseconds);
}

/** What lies outside of the limits counts on from them, one for each millisecond. */
function within64Bits(nanoseconds: bigint): bigint {
  if (nanoseconds > LATEST) return LATEST + (nanoseconds - LATEST) / NANOSECONDS_PER_MILLISECOND;
  if (nanoseconds < EARLIEST) return EARLIEST - (EARLIEST - nanoseconds) / NANOSECONDS_PER_MILLISECOND;
  return nanoseconds;
}

// SQLite holds 64 bits: nanoseconds from 1677-09-21 to 2262-04-11. A date-time has the years 0000 to 9999. The limits leave
// room for all milliseconds of the others: the 7,738 years after 2262 have 2.5e14 of them, which as nanoseconds are 68 hours,
// and the years before 1677 fill 15 hours. So everything that passes the validator has its place in the order, and what an
// earlier version has stored keeps its own.
const LATEST = BigInt(Date.UTC(2262, 3, 9)) * 1_000_000n;
const EARLIEST = BigInt(Date.UTC(1677, 8, 22)) * 1_000_000n;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

type Fields = Readonly<Record<string, unknown>>;
