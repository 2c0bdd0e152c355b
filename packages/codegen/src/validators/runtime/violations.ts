// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import { pointerOf } from './findings.ts';
import type { Violation } from './validation.ts';
import { otherNames } from './values.ts';

// How a generated check reports a violation. Codes, texts and their order are those of Ajv, which its users know.

/** Adds a violation of any keyword. */
export function violation(
  violations: Violation[],
  pointer: string,
  code: string,
  message: string,
  parameter?: string,
): void {
  violations.push(
    parameter === undefined ? { pointer, code, message } : { pointer, code, message, parameter },
  );
}

/** @param type the type or the types, separated by commas. */
export function wrongType(violations: Violation[], pointer: string, type: string): void {
  violation(violations, pointer, 'type', `must be ${type}`, type);
}

/** Checks a value that may be any text. */
export function mustBeText(value: unknown, violations: Violation[], pointer: string): void {
  if (typeof value !== 'string') wrongType(violations, pointer, 'string');
}

export function wrongFormat(violations: Violation[], pointer: string, format: string): void {
  const message = FORMAT_MESSAGES.get(format) ?? `must match format "${format}"`;
  violation(violations, pointer, 'format', message, format);
}

const FORMAT_MESSAGES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['date', 'must be an RFC 3339 date such as 2026-01-02'],
  ['date-time', 'must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z'],
  ['time', 'must be an RFC 3339 time such as 03:04:05Z'],
]);

/** A value beyond a limit: `maximum`, `minLength`, `maxItems`, … */
export function beyondLimit(violations: Violation[], pointer: string, code: string, limit: number): void {
  const [before, after = ''] = LIMIT_MESSAGES.get(code) ?? [''];
  violation(violations, pointer, code, `must ${before} ${limit}${after}`, String(limit));
}

const LIMIT_MESSAGES: ReadonlyMap<string, readonly [string, string?]> = /* @__PURE__ */ new Map([
  ['maximum', ['be <=']],
  ['minimum', ['be >=']],
  ['exclusiveMaximum', ['be <']],
  ['exclusiveMinimum', ['be >']],
  ['maxLength', ['NOT have more than', ' characters']],
  ['minLength', ['NOT have fewer than', ' characters']],
  ['maxItems', ['NOT have more than', ' items']],
  ['minItems', ['NOT have fewer than', ' items']],
  ['items', ['NOT have more than', ' items']],
  ['maxProperties', ['NOT have more than', ' properties']],
  ['minProperties', ['NOT have fewer than', ' properties']],
]);

export function wrongPattern(violations: Violation[], pointer: string, pattern: string): void {
  violation(violations, pointer, 'pattern', `must match pattern "${pattern}"`, pattern);
}

/**
 * A required property is missing.
 *
 * @param at the index before which the violation is inserted: missing properties come before invalid ones.
 */
export function missing(violations: Violation[], at: number, property: string, pointer = ''): void {
  const each = {
    pointer: pointerOf(pointer, property),
    code: 'required',
    message: 'is required',
    parameter: property,
  };
  if (at === violations.length) violations.push(each);
  else insert(violations, at, [each]);
}

/** Properties of an object that has only those of a list. @param at as of {@link missing}. */
export function additional(
  violations: Violation[],
  at: number,
  pointer: string,
  value: object,
  names: readonly string[] | ReadonlySet<string>,
  patterns: readonly RegExp[] = [],
): void {
  const others = otherNames(value, names, patterns);
  insert(
    violations,
    at,
    others.map((property) => additionalProperty(pointer, property)),
  );
}

function additionalProperty(pointer: string, property: string): Violation {
  return {
    pointer: pointerOf(pointer, property),
    code: 'additionalProperties',
    message: 'must NOT have additional properties',
    parameter: property,
  };
}

function insert(violations: Violation[], at: number, added: readonly Violation[]): void {
  // Spread into `splice`, many violations would overflow the stack.
  const after = violations.splice(at);
  for (const each of added) violations.push(each);
  for (const each of after) violations.push(each);
}

/** Items that are equal to each other. */
export function duplicateItems(
  violations: Violation[],
  pointer: string,
  items: readonly unknown[],
  equal: (a: unknown, b: unknown) => boolean,
): void {
  // Comparing each item with each other one takes too long for a list of many texts or numbers.
  if (items.every((item) => typeof item !== 'object') && new Set(items).size === items.length) return;
  for (let i = items.length - 1; i > 0; i -= 1) {
    for (let j = i - 1; j >= 0; j -= 1) {
      if (!equal(items[i], items[j])) continue;
      const message = `must NOT have duplicate items (items ## ${j} and ${i} are identical)`;
      violation(violations, pointer, 'uniqueItems', message);
      return;
    }
  }
}
