import { parseJson } from '@partner-webhooks/types/request';

/**
 * A number with all digits that the sender wrote. A double keeps 15 to 17 digits, so it would make amounts equal that
 * differ in the eighteenth digit, and lose that 100.50 was written as 100.50, which is how a user searches it.
 */
export class ExactNumber {
  /** The number as in the JSON text. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** The {@link canonicalNumber}. */
  toString(): string {
    return canonicalNumber(this.source);
  }
}

/** Parses a JSON text, with an {@link ExactNumber} for each number. @throws SyntaxError if it is not JSON. */
export function parseExactJson(text: string): unknown {
  const value = parseJson(text);
  // Numbers with their digits take several times as long, and few notifications have a number.
  return holdsNumber(value) ? parseJson(text, (source) => new ExactNumber(source)) : value;
}

/**
 * Writes equal decimals the same way: as JavaScript (and so RFC 8785) writes a number, but with all digits. `100.50` and
 * `1.005e2` become `100.5`, `-0` becomes `0`, and `12345678901234567.1230` keeps its 17 digits before the point. A large
 * exponent stays an exponent, so a number grows by 20 zeros at most.
 *
 * @param source a number as JSON writes it.
 */
export function canonicalNumber(source: string): string {
  const exponentStart = source.search(/[eE]/);
  // A double keeps 15 digits. Most numbers have no more, and this takes a quarter of the time.
  if (exponentStart < 0 && source.length <= DIGITS_OF_A_DOUBLE) return String(Number(source));
  const isNegative = source.startsWith('-');
  const mantissa = source.slice(isNegative ? 1 : 0, exponentStart < 0 ? undefined : exponentStart);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const allDigits = whole + fraction;
  const start = countZeros(allDigits);
  if (start === allDigits.length) return '0';
  const digits = allDigits.slice(start, endWithoutZeros(allDigits));
  const exponentText = exponentStart < 0 ? '0' : source.slice(exponentStart + 1).replace('+', '');
  // Longer exponents stay as they are: to calculate with 100,000 digits takes 60 ms.
  if (exponentText.length > MAX_EXPONENT_CHARS) return source;
  const exponent = BigInt(exponentText);
  // The position of the point: the number is 0.digits × 10^point.
  const point = exponent + BigInt(whole.length - start);
  return (isNegative ? '-' : '') + writeNumber(digits, point);
}

/** Writes a number from its digits and the position of the point, as Number::toString of ECMAScript does. */
function writeNumber(digits: string, point: bigint): string {
  const length = digits.length;
  if (point > 21n || point <= -6n) {
    const exponent = point - 1n;
    const mantissa = length === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
    return `${mantissa}e${exponent < 0n ? '' : '+'}${exponent}`;
  }
  const position = Number(point);
  if (position <= 0) return `0.${'0'.repeat(-position)}${digits}`;
  if (position >= length) return digits.padEnd(position, '0');
  return `${digits.slice(0, position)}.${digits.slice(position)}`;
}

function countZeros(digits: string): number {
  let count = 0;
  while (digits.charCodeAt(count) === ZERO) count += 1;
  return count;
}

/** Not a regular expression: `/0+$/` takes quadratic time for many zeros. */
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
