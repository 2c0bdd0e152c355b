// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import { pointerOf } from './findings.ts';
import { parsePointer } from './json-pointer.ts';
import type { Observation } from './validation.ts';
import { otherNames } from './values.ts';

// Bounds what one body can make a receiver store.
const MAX_OBSERVATIONS_PER_BODY = 32;

/** Observes a value of an extensible enum. Values that are not text, number or boolean are none of an enum. */
export function unknownValue(observations: Observation[], pointer: string, value: unknown): void {
  if (observations.length >= MAX_OBSERVATIONS_PER_BODY) return;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    observations.push({ pointer, kind: 'unknown-value', value });
}

/** Observes the properties of an object that have none of the names and match none of the patterns. */
export function unknownProperties(
  observations: Observation[],
  pointer: string,
  value: object,
  names: readonly string[] | ReadonlySet<string>,
  patterns: readonly RegExp[] = [],
): void {
  for (const name of otherNames(value, names, patterns)) unknownProperty(observations, pointer, name);
}

function unknownProperty(observations: Observation[], pointer: string, name: string): void {
  if (observations.length < MAX_OBSERVATIONS_PER_BODY)
    observations.push({ pointer: pointerOf(pointer, name), kind: 'unknown-property' });
}

/**
 * What a schema knows of a value, for values that several schemas describe together: `allOf`, `oneOf`, a reference with
 * properties beside it. A property or value that any of them knows is known.
 */
export interface Fields {
  /** The schema lists names of properties, so that others are unknown. */
  readonly names?: true;
  /** The schema allows other properties explicitly, so that none is unknown. */
  readonly open?: true;
  readonly values?: readonly unknown[];
  /** The schemas that describe the same value. */
  readonly parts?: () => readonly Fields[];
  /** Whether the name of a property is known; adds the fields of its value. */
  readonly property?: (name: string, inner: Fields[]) => boolean;
  /** Adds the fields of an item. */
  readonly item?: (index: number, inner: Fields[]) => void;
}

/** Observes what none of the schemas of a value knows. */
export function observe(
  all: readonly Fields[],
  value: unknown,
  observations: Observation[],
  pointer = '',
): void {
  if (observations.length >= MAX_OBSERVATIONS_PER_BODY) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const inner: Fields[] = [];
      for (const fields of all) itemOf(fields, index, inner);
      if (inner.length > 0) observe(inner, item, observations, `${pointer}/${index}`);
    });
  } else if (typeof value === 'object' && value !== null) {
    const listed = all.some(({ names }) => names) && !all.some(({ open }) => open);
    for (const [name, property] of Object.entries(value)) {
      const inner: Fields[] = [];
      let known = false;
      for (const fields of all) if (propertyOf(fields, name, inner)) known = true;
      if (!known && listed) unknownProperty(observations, pointer, name);
      else if (inner.length > 0) observe(inner, property, observations, pointerOf(pointer, name));
    }
  } else {
    const lists = all.flatMap(({ values }) => (values ? [values] : []));
    if (lists.length > 0 && !lists.some((values) => values.includes(value)))
      unknownValue(observations, pointer, value);
  }
}

function propertyOf(fields: Fields, name: string, inner: Fields[]): boolean {
  let known = fields.property?.(name, inner) ?? false;
  for (const part of fields.parts?.() ?? []) if (propertyOf(part, name, inner)) known = true;
  return known;
}

function itemOf(fields: Fields, index: number, inner: Fields[]): void {
  fields.item?.(index, inner);
  for (const part of fields.parts?.() ?? []) itemOf(part, index, inner);
}

/** Observations in the order of the body; a check finds them in the order of its schema. */
export function inOrderOfBody(observations: readonly Observation[], body: unknown): readonly Observation[] {
  if (observations.length < 2) return observations;
  return observations
    .map((observation) => ({ observation, position: positionOf(observation.pointer, body) }))
    .sort((a, b) => compare(a.position, b.position))
    .map(({ observation }) => observation);
}

/** The place of a value among its siblings, for each token of its pointer. */
function positionOf(pointer: string, body: unknown): number[] {
  let value = body;
  return parsePointer(pointer).map((token) => {
    const parent = value as Record<string, unknown>;
    value = parent[token];
    return Object.keys(parent).indexOf(token);
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((position, index) => position !== b[index]);
  return differs === -1 ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? -1);
}
