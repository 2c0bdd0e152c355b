// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import { type Check, inside, member, pointerOf } from './findings.ts';
import type { Observation, Violation } from './validation.ts';
import { violation } from './violations.ts';

// Keywords of JSON Schema that apply a schema to names or items, or to what no other schema has evaluated.

/** `propertyNames`: names that do not match a schema. */
export function wrongNames(pointer: string, check: Check, value: object, violations: Violation[]): void {
  for (const name of Object.keys(value)) {
    const before = violations.length;
    inside(pointer, check, name, violations);
    if (violations.length !== before)
      violation(violations, pointer, 'propertyNames', 'property name must be valid');
  }
}

/** `contains`, `minContains`, `maxContains`: how many items match a schema. */
export function containing(
  pointer: string,
  check: Check,
  items: readonly unknown[],
  violations: Violation[],
  min: number,
  max = Number.POSITIVE_INFINITY,
): void {
  const before = violations.length;
  let count = 0;
  for (let index = 0; index < items.length && count <= max; index += 1) {
    const beforeItem = violations.length;
    member(pointer, index, check, items[index], violations);
    if (violations.length === beforeItem) count += 1;
    if (count >= min && max === Number.POSITIVE_INFINITY) break;
  }
  if (count >= min && count <= max) {
    violations.length = before;
    return;
  }
  const limits = max === Number.POSITIVE_INFINITY ? `${min}` : `${min} and no more than ${max}`;
  violation(violations, pointer, 'contains', `must contain at least ${limits} valid item(s)`);
}

/** The properties and items of one value that schemas have evaluated (JSON Schema 2020-12, Core, section 11). */
export interface Evaluated {
  readonly names: Set<string>;
  readonly indexes: Set<number>;
  allNames: boolean;
  allItems: boolean;
}

/** Adds the properties and items that a schema evaluates in a valid value. */
export type Evaluates = (value: unknown, evaluated: Evaluated) => void;

/** Whether a value is valid. */
export function isValid(check: Check, value: unknown): boolean {
  const violations: Violation[] = [];
  check(value, violations);
  return violations.length === 0;
}

/** Marks the items that match a schema as evaluated. */
export function evaluatedItems(check: Check, items: readonly unknown[], { indexes }: Evaluated): void {
  items.forEach((item, index) => {
    if (isValid(check, item)) indexes.add(index);
  });
}

/** `unevaluatedProperties`. @param check absent if there may be none. */
export function unevaluatedProperties(
  pointer: string,
  evaluates: Evaluates,
  value: Readonly<Record<string, unknown>>,
  violations: Violation[],
  observations: Observation[] | undefined,
  check?: Check,
): void {
  const evaluated = evaluatedBy(evaluates, value);
  if (evaluated.allNames) return;
  for (const name of Object.keys(value)) {
    if (evaluated.names.has(name)) continue;
    if (check) member(pointer, name, check, value[name], violations, observations);
    else {
      const message = 'must NOT have unevaluated properties';
      violation(violations, pointerOf(pointer, name), 'unevaluatedProperties', message, name);
    }
  }
}

/** `unevaluatedItems`. @param check absent if there may be none. */
export function unevaluatedItems(
  pointer: string,
  evaluates: Evaluates,
  items: readonly unknown[],
  violations: Violation[],
  observations: Observation[] | undefined,
  check?: Check,
): void {
  const evaluated = evaluatedBy(evaluates, items);
  if (evaluated.allItems) return;
  const others = [...items.keys()].filter((index) => !evaluated.indexes.has(index));
  if (check)
    for (const index of others) member(pointer, index, check, items[index], violations, observations);
  else if (others[0] !== undefined)
    violation(violations, pointer, 'unevaluatedItems', `must NOT have more than ${others[0]} items`);
}

function evaluatedBy(evaluates: Evaluates, value: unknown): Evaluated {
  const evaluated = {
    names: new Set<string>(),
    indexes: new Set<number>(),
    allNames: false,
    allItems: false,
  };
  evaluates(value, evaluated);
  return evaluated;
}
