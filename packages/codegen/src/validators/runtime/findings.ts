// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import { escapeToken } from './json-pointer.ts';
import type { Observation, Violation } from './validation.ts';

/**
 * The generated check of a schema: adds what it finds in a value, with pointers relative to the value.
 *
 * @param observations absent where the schemas around the value decide what is unknown.
 */
export type Check = (value: unknown, violations: Violation[], observations?: Observation[]) => void;

/**
 * Checks a value inside another one and puts the pointer of the value before what was found. A valid value costs no
 * pointer: it is made only for findings.
 */
export function inside(
  pointer: string,
  check: Check,
  value: unknown,
  violations: Violation[],
  observations?: Observation[],
): void {
  const firstViolation = violations.length;
  const firstObservation = observations === undefined ? 0 : observations.length;
  check(value, violations, observations);
  if (violations.length !== firstViolation) movedInside(pointer, violations, firstViolation);
  if (observations !== undefined && observations.length !== firstObservation)
    movedInside(pointer, observations, firstObservation);
}

function movedInside(around: string, findings: readonly (Violation | Observation)[], first: number): void {
  for (let index = first; index < findings.length; index += 1) {
    const finding = findings[index];
    // Findings are made while checking, and read-only for those who receive them.
    if (finding) (finding as { pointer: string }).pointer = around + finding.pointer;
  }
}

/** Checks a property whose name is known only at run time, as {@link inside}. */
export function member(
  pointer: string,
  name: string | number,
  check: Check,
  value: unknown,
  violations: Violation[],
  observations?: Observation[],
): void {
  const firstViolation = violations.length;
  const firstObservation = observations === undefined ? 0 : observations.length;
  check(value, violations, observations);
  if (
    violations.length === firstViolation &&
    (observations === undefined || observations.length === firstObservation)
  )
    return;
  const around = pointerOf(pointer, name);
  movedInside(around, violations, firstViolation);
  if (observations !== undefined) movedInside(around, observations, firstObservation);
}

/** Checks the items of a list from an index on, as {@link inside}. */
export function eachItem(
  pointer: string,
  from: number,
  check: Check,
  items: readonly unknown[],
  violations: Violation[],
  observations?: Observation[],
): void {
  for (let index = from; index < items.length; index += 1)
    member(pointer, index, check, items[index], violations, observations);
}

/** The pointer to a property or an item of the value at a pointer. */
export function pointerOf(pointer: string, token: string | number): string {
  return `${pointer}/${escapeToken(token)}`;
}
