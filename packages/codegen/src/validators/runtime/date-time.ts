// Runs in the generated package, not in the generator: it is bundled into the validators and must import nothing.

// The one reader of dates and times (RFC 3339, section 5.6) for validators and for all who order by them: a text that
// passes has a place in time, because both answers come from the same function. Read by character codes, which takes less
// time than a regular expression and never goes back.

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
 * The time that a `date-time` of RFC 3339 names. Digits after the ninth of the fraction are left out. A leap second is
 * the last nanosecond before it: it comes after everything of the second before, and not after midnight.
 *
 * @returns nanoseconds since 1970, before it negative; `undefined` exactly where {@link isDateTime} says no.
 */
export function epochNanoseconds(text: string): bigint | undefined {
  const seconds = epochSeconds(text);
  return Number.isNaN(seconds) ? undefined : BigInt(seconds) * 1_000_000_000n + BigInt(nanosecondsOf(text));
}

/** NaN where the text is no `date-time`. A leap second counts as the second before it. */
function epochSeconds(text: string): number {
  // A letter in lower case has one bit more.
  if ((text.charCodeAt(DATE_CHARS) | 0x20) !== LOWER_T) return Number.NaN;
  return epochDays(text) * DAY_SECONDS + secondsOfDay(text, DATE_CHARS + 1);
}

/** Days from 1970-01-01 to the `full-date` with which a text begins; NaN where it begins with none. */
function epochDays(text: string): number {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return Number.NaN;
  const leapDay = month === 2 && isLeapYear(year) ? 1 : 0;
  // Written so that NaN fails, too.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= (MONTH_DAYS[month] ?? 0) + leapDay))
    return Number.NaN;
  const daysBefore = (DAYS_BEFORE_MONTH[month] ?? 0) + (month > 2 && isLeapYear(year) ? 1 : 0);
  return daysBeforeYear(year) - DAYS_BEFORE_1970 + daysBefore + day - 1;
}

/** Seconds from midnight in UTC to the `full-time` from `start` to the end of a text; NaN where there is none. */
function secondsOfDay(text: string, start: number): number {
  const hour = twoDigits(text, start);
  const minute = twoDigits(text, start + 3);
  const second = twoDigits(text, start + 6);
  if (text.charCodeAt(start + 2) !== COLON || text.charCodeAt(start + 5) !== COLON) return Number.NaN;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return Number.NaN;
  const offset = offsetSeconds(text, endOfFraction(text, start + 8));
  const seconds = hour * 3_600 + minute * 60 + second - offset;
  if (second < 60) return seconds;
  // Leap seconds are inserted at the end of a day in UTC, whatever time it is elsewhere.
  return seconds % DAY_SECONDS === 0 ? seconds - 1 : Number.NaN;
}

/** @returns the index after the fraction of a second, if there is one; an index without a character if it has no digit. */
function endOfFraction(text: string, start: number): number {
  if (text.charCodeAt(start) !== POINT) return start;
  const end = endOfDigits(text, start + 1);
  return end > start + 1 ? end : text.length;
}

/** The offset from UTC with which a text ends; NaN where it ends with anything else. */
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

/** The fraction of a `date-time`. */
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

/** NaN where there are no two digits. */
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

/** Days from the beginning of the year 0 to that of another one. */
function daysBeforeYear(year: number): number {
  const leapYears = Math.ceil(year / 4) - Math.ceil(year / 100) + Math.ceil(year / 400);
  return year * 365 + leapYears;
}

const DATE_CHARS = 10;
const SECOND_START = 17;
const FRACTION_START = 20;
const DAY_SECONDS = 86_400;
const DAYS_BEFORE_1970 = 719_528;
// By the number of the month.
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
