import type { Schema } from '../../schema.ts';
import { escapeToken } from '../runtime/json-pointer.ts';
import { literal } from './code.ts';
import { isScalar } from './schema-graph.ts';
import type { Unit } from './unit.ts';

/** A place at which code is generated: the variable with the value, and its pointer within the function. */
export interface Place {
  readonly unit: Unit;
  readonly value: string;
  /** JSON Pointer from the value of the function; `undefined` if it is the function's parameter `path`. */
  readonly path: string | undefined;
  /** What is unknown is observed here, if the function is called with observations. */
  readonly observing: boolean;
}

/** Generates the statements that check the value at a place. */
export type Compile = (schema: Schema, place: Place) => string;

/** The expression of a place's pointer. */
export function pointer({ path }: Place): string {
  return path === undefined ? 'path' : literal(path);
}

/** A place inside another one. */
export function placeInside(place: Place, token: string | number, value: string): Place {
  return { ...place, value, path: `${place.path ?? ''}/${escapeToken(token)}` };
}

/** The argument with which a check observes a value inside the value at a place. */
export function observed({ unit, observing }: Place, schema: Schema): string {
  return observing && unit.graph.knows(schema) ? ', unknown' : '';
}

/** The statement that calls the check of a schema for the value at a place. */
export function call(place: Place, schema: Schema): string {
  const { unit, value, path } = place;
  const check = unit.of('check', schema);
  const unknown = observed(place, schema);
  if (path === '') return `${check}(${value}, wrong${unknown});\n`;
  // A function that makes no pointers of its own is called with the pointer, which is faster than putting it before findings.
  if (isScalar(unit.graph.resolved(schema)))
    // No list of observations is written as 0: of all validators, a percent of the code would be `null`.
    return `${check}(${value}, wrong${unknown || ', 0'}, ${pointer(place)});\n`;
  return `${unit.runtime('inside')}(${pointer(place)}, ${check}, ${value}, wrong${unknown});\n`;
}
