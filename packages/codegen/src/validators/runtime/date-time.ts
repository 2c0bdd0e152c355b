// Runs in the generated package, not in the generator: it is bundled into the validators and must import nothing.

// Parses dates and times (RFC 3339, section 5.6), for validators and for code that orders by them: a valid text has a time,
// because both come from the same function. Compares character codes, which is faster than a regular expression and does
// not backtrack.

/** Whether a text is a `date-time` of RFC 3339, such as `2026-01-02T03:04:05.678Z` or `2026-01-02t03:04:05+01:00`. */
export function isDateTime(text: string): boolean {
  return !Number.isNaN(epochSeconds(text));
}

/** Whether a text is a `full-date` of RFC 3339, such as `2026-01-02`. */
export function isDate(text: string): boolean {
  return text.length === DATE_CHARS && !Number.isNaN(epochDays(text));
}

/** Whether a text is a `full-time` of RFC 3339, such as `03:04:05.678Z`. */
export function isTime(text: string): boolean {
  return !Number.isNaN(secondsOfDay(text, 0));
}

/**
 * The time of a `date-time` of RFC 3339. Digits after the ninth of the fraction are ignored. A leap second is the last
 * nanosecond before it: after everything in the second before, and before midnight.
 *
 * @returns nanoseconds since 1970, negative before; `undefined` exactly if {@link isDateTime} is false.
 */
export function epochNanoseconds(text: string): bigint | undefined {
  const seconds = epochSeconds(text);
  return Number.isNaN(seconds) ? undefined : BigInt(seconds) * 1_000_000_000n + BigInt(nanosecondsOf(text));
}

/** NaN if the text is not a `date-time`. A leap second counts as the second before it. */
function epochSeconds(text: string): number {
  // Lower-case letters have one more bit set.
  if ((text.charCodeAt(DATE_CHARS) | 0x20) !== LOWER_T) return Number.NaN;
  return epochDays(text) * DAY_SECONDS + secondsOfDay(text, DATE_CHARS + 1);
}

/** Days from 1970-01-01 to the `full-date` at the beginning of a text; NaN if there is none. */
function epochDays(text: string): number {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return Number.NaN;
  const leapDay = month === 2 && isLeapYear(year) ? 1 : 0;
  // Negated, so that NaN fails.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= (MONTH_DAYS[month] ?? 0) + leapDay))
    return Number.NaN;
  const daysBefore = (DAYS_BEFORE_MONTH[month] ?? 0) + (month > 2 && isLeapYear(year) ? 1 : 0);
  return daysBeforeYear(year) - DAYS_BEFORE_1970 + daysBefore + day - 1;
}

/** Seconds from midnight in UTC to the `full-time` between `start` and the end of a text; NaN if there is none. */
function secondsOfDay(text: string, start: number): number {
  const hour = twoDigits(text, start);
  const minute = twoDigits(text, start + 3);
  const second = twoDigits(text, start + 6);
  if (text.charCodeAt(start + 2) !== COLON || text.charCodeAt(start + 5) !== COLON) return Number.NaN;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return Number.NaN;
  const offset = offsetSeconds(text, endOfFraction(text, start + 8));
  const seconds = hour * 3_600 + minute * 60 + second - offset;
  if (second < 60) return seconds;
  // Leap seconds are inserted at the end of a day in UTC, whatever the local time.
  return seconds % DAY_SECONDS === 0 ? seconds - 1 : Number.NaN;
}

/** @returns the index after the fraction, if any; the length of the text if a fraction has no digit. */
function endOfFraction(text: string, start: number): number {
  if (text.charCodeAt(start) !== POINT) return start;
  const end = endOfDigits(text, start + 1);
  return end > start + 1 ? end : text.length;
}

/** The offset from UTC at the end of a text; NaN if the end is not an offset. */
function offsetSeconds(text: string, start: number): number {
  const sign = text.charCodeAt(start);
  if ((sign | 0x20) === LOWER_Z) return text.length === start + 1 ? 0 : Number.NaN;
  const hour = twoDigits(text, start + 1);
  const minute = twoDigits(text, start + 4);
  if (text.charCodeAt(start + 3) !== COLON || text.length !== start + 6) return Number.NaN;
  if (!(hour <= 23 && minute <= 59)) return Number.NaN;
  const seconds = hour * 3_600 + minute * 60;
  if (sign === PLUS) return seconds;
  return sign === HYPHEN ? -seconds : Number.NaN;
}

/** The fraction of a `date-time`, in nanoseconds. */
function nanosecondsOf(text: string): number {
  if (text.startsWith('60', SECOND_START)) return 999_999_999;
  if (text.charCodeAt(FRACTION_START - 1) !== POINT) return 0;
  const end = Math.min(endOfDigits(text, FRACTION_START), FRACTION_START + 9);
  return Number(text.slice(FRACTION_START, end).padEnd(9, '0'));
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (isDigit(text.charCodeAt(end))) end += 1;
  return end;
}

/** NaN if two digits are missing. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at);
  const ones = text.charCodeAt(at + 1);
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : Number.NaN;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from the beginning of year 0 to the beginning of a year. */
function daysBeforeYear(year: number): number {
  const leapYears = Math.ceil(year / 4) - Math.ceil(year / 100) + Math.ceil(year / 400);
  return year * 365 + leapYears;
}

const DATE_CHARS = 10;
const SECOND_START = 17;
const FRACTION_START = 20;
const DAY_SECONDS = 86_400;
const DAYS_BEFORE_1970 = 719_528;
// Indexed by month, from 1.
const MONTH_DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

const PLUS = 0x2b;
const HYPHEN = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const LOWER_T = 0x74;
const LOWER_Z = 0x7a;
