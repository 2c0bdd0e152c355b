/**
 * A number as the sender wrote it. A double keeps 15 to 17 digits; two amounts that differ in the eighteenth are not the
 * same, and one that was written as 100.50 is looked for as 100.50.
 */
export class ExactNumber {
  /** As it stands in the JSON text. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** {@link canonicalNumber} of it. */
  toString(): string {
    return canonicalNumber(this.source);
  }
}

/** What a JSON text says, with an {@link ExactNumber} for each number. */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // A reader with a function for each value takes several times as long, and few notifications have a number.
  return holdsNumber(value) ? (JSON.parse as ParseWithSource)(text, exactly) : value;
}

/**
 * The one spelling of all decimals that are equal: how JavaScript (and so RFC 8785) writes a number, if it kept every digit.
 * `100.50` and `1.005e2` become `100.5`, `-0` becomes `0`, and `12345678901234567.1230` keeps its seventeen digits before
 * the point. An exponent stays an exponent, however large, so no number becomes longer by more than some zeros.
 *
 * @param source a number as JSON writes it.
 */
export function canonicalNumber(source: string): string {
  const exponentStart = source.search(/[eE]/);
  // So few digits outlive a double. Most numbers are so short, and this takes a quarter of the time.
  if (exponentStart < 0 && source.length <= DIGITS_OF_A_DOUBLE) return String(Number(source));
  const isNegative = source.startsWith('-');
  const mantissa = source.slice(isNegative ? 1 : 0, exponentStart < 0 ? undefined : exponentStart);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const allDigits = whole + fraction;
  const start = countZeros(allDigits);
  if (start === allDigits.length) return '0';
  const digits = allDigits.slice(start, endWithoutZeros(allDigits));
  const exponentText = exponentStart < 0 ? '0' : source.slice(exponentStart + 1).replace('+', '');
  // Such numbers are compared by their text: to calculate with 100,000 digits takes 60 ms.
  if (exponentText.length > MAX_EXPONENT_CHARS) return source;
  const exponent = BigInt(exponentText);
  // Where the point stands: the number is 0.digits × 10^point.
  const point = exponent + BigInt(whole.length - start);
  return (isNegative ? '-' : '') + written(digits, point);
}

/** ECMAScript, Number::toString: the digits and the place of the point as text. */
function written(digits: string, point: bigint): string {
  const length = digits.length;
  if (point > 21n || point <= -6n) {
    const exponent = point - 1n;
    const mantissa = length === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
    return `${mantissa}e${exponent < 0n ? '' : '+'}${exponent}`;
  }
  const place = Number(point);
  if (place <= 0) return `0.${'0'.repeat(-place)}${digits}`;
  if (place >= length) return digits.padEnd(place, '0');
  return `${digits.slice(0, place)}.${digits.slice(place)}`;
}

function countZeros(digits: string): number {
  let count = 0;
  while (digits.charCodeAt(count) === ZERO) count += 1;
  return count;
}

/** A regular expression for zeros at the end would try from each zero there is. */
function endWithoutZeros(digits: string): number {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === ZERO) end -= 1;
  return end;
}

const ZERO = 0x30;
const MAX_EXPONENT_CHARS = 1_000;
const DIGITS_OF_A_DOUBLE = 15;

/** Whether a parsed JSON value has a number somewhere. */
export function holdsNumber(value: unknown): boolean {
  if (typeof value === 'number') return true;
  if (typeof value !== 'object' || value === null) return false;
  for (const each of Object.values(value)) if (holdsNumber(each)) return true;
  return false;
}

function exactly(_name: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new ExactNumber(source ?? String(value)) : value;
}

/** `JSON.parse` of ECMAScript 2026, which shows its reviver the text of each number. TypeScript does not know it yet. */
type ParseWithSource = (text: string, reviver: typeof exactly) => unknown;
