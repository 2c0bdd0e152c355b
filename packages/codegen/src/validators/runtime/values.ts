// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a property that has the name of one that every JavaScript object inherits. */
export function ownProperty(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The names of properties that are not in a list and match no pattern. */
export function otherNames(
  value: object,
  names: readonly string[] | ReadonlySet<string>,
  patterns: readonly RegExp[] = [],
): string[] {
  const known: ReadonlySet<string> = names instanceof Set ? names : new Set(names);
  const isOther = (name: string) => !known.has(name) && !patterns.some((pattern) => pattern.test(name));
  return Object.keys(value).filter(isOther);
}

/** The number of characters of a text; a character outside of the Basic Multilingual Plane is one, not two. */
export function characters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      count -= 1;
      index += 1;
    }
  }
  return count;
}

/** Whether two JSON values are equal; the order of properties does not matter. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]))
  );
}

/**
 * Whether a number is a multiple of another one, by their decimal digits: 19.99 is a multiple of 0.01, though the quotient
 * in binary is 1998.9999999999998.
 */
export function isMultipleOf(value: number, divisor: number): boolean {
  // Above 2^53, the digits of an integer are not those of the double: 1e23 is 99999999999999991611392.
  const isExact = Number.isSafeInteger(value) || !Number.isInteger(value);
  if (isExact && Number.isInteger(divisor)) return value % divisor === 0;
  const [digits, exponent] = decimal(value);
  const [divisorDigits, divisorExponent] = decimal(divisor);
  const shift = exponent - divisorExponent;
  // A number below the divisor's last digit has digits that no multiple has.
  if (shift < -MAX_SHIFT) return digits === 0n;
  const scale = 10n ** BigInt(Math.abs(shift));
  return shift >= 0 ? (digits * scale) % divisorDigits === 0n : digits % (divisorDigits * scale) === 0n;
}

// The exponents of two double-precision numbers differ by at most this.
const MAX_SHIFT = 700;

/** A number as an integer and a power of ten. */
function decimal(value: number): [digits: bigint, exponent: number] {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}
