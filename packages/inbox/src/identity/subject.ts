import { type Notification, type RegistryEntry, registry } from '@partner-webhooks/types';
import { epochNanoseconds } from '@partner-webhooks/types/date-time';

/**
 * The ordering key of a notification: its event type and the value of its `x-subject` property. Notifications with the
 * same key are handled one at a time, in the order in which they came in.
 *
 * @returns `undefined` if the event type has no subject (labels updates, token prices).
 * @example
 * ```ts
 * subjectOf(notification); // 'TRANSFER_NOTIFICATION:6f9619ff-8b86-d011-b42d-00c04fc964ff'
 * ```
 */
export function subjectOf({ eventType, payload }: Notification): string | undefined {
  const { subject }: RegistryEntry = registry[eventType];
  const value = subject === undefined ? undefined : (payload as Fields)[subject];
  return value === undefined ? undefined : orderingKeyOf(eventType, String(value));
}

/** The ordering key of an event type and a subject. */
export function orderingKeyOf(eventType: string, subject: string): string {
  return `${eventType}:${canonicalSubject(subject)}`;
}

/**
 * The spelling in which a subject is stored and searched: a UUID in lower case (RFC 9562, section 4: capitals make no
 * difference), any other text unchanged.
 *
 * @example
 * ```ts
 * canonicalSubject('6F9619FF-8B86-D011-B42D-00C04FC964FF'); // '6f9619ff-8b86-d011-b42d-00c04fc964ff'
 * canonicalSubject('ABC'); // 'ABC'
 * ```
 */
export function canonicalSubject(subject: string): string {
  return UUID.test(subject) ? subject.toLowerCase() : subject;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * When the event happened (`x-occurred-at`), as a number of 64 bits that keeps the order: nanoseconds since 1970. Outside
 * of the years 1677 to 2262, which 64 bits cannot hold, it is exact to a millisecond only.
 *
 * @returns `undefined` if the event type has no clock, or the payload leaves it out.
 */
export function occurredAt({ eventType, payload }: Notification): bigint | undefined {
  const entry: RegistryEntry = registry[eventType];
  const text = entry.occurredAt === undefined ? undefined : (payload as Fields)[entry.occurredAt];
  if (typeof text !== 'string') return undefined;
  const nanoseconds = epochNanoseconds(text);
  return nanoseconds === undefined ? undefined : within64Bits(nanoseconds);
}

/** Outside of the limits, the number grows by one per millisecond. */
function within64Bits(nanoseconds: bigint): bigint {
  if (nanoseconds > LATEST) return LATEST + (nanoseconds - LATEST) / NANOSECONDS_PER_MILLISECOND;
  if (nanoseconds < EARLIEST) return EARLIEST - (EARLIEST - nanoseconds) / NANOSECONDS_PER_MILLISECOND;
  return nanoseconds;
}

// SQLite integers have 64 bits: nanoseconds from 1677-09-21 to 2262-04-11. A date-time has the years 0000 to 9999. The limits
// leave room for the milliseconds of all other years: the 7,738 years after 2262 have 2.5e14 milliseconds, and so many
// nanoseconds are 68 hours; the years before 1677 take 15 hours. So every valid date-time has a number that keeps the order,
// and the numbers that earlier versions have stored stay valid.
const LATEST = BigInt(Date.UTC(2262, 3, 9)) * 1_000_000n;
const EARLIEST = BigInt(Date.UTC(1677, 8, 22)) * 1_000_000n;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

type Fields = Readonly<Record<string, unknown>>;
