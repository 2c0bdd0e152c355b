import type { Place } from '../contract/place.ts';

/** The types of JSON. An integer is a number with a limit. */
export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export const TYPE_NAMES: readonly TypeName[] = ['null', 'boolean', 'number', 'string', 'array', 'object'];

/** Schemas that a value must all match. None: any value matches. */
export type Schemas = readonly Place[];

/**
 * What some schemas say about a value together, however it is written: references, `allOf`, an alternative that is null and
 * alternatives of different types are resolved. A type that is missing is not allowed.
 */
export type Shape = ReadonlyMap<TypeName, Kind>;

/** What restricts the values of one type. */
export interface Kind {
  /** The only allowed values, by their canonical texts. */
  readonly values?: ReadonlyMap<string, unknown>;
  /** The values of an enum that may grow: others are allowed too. */
  readonly known?: ReadonlyMap<string, unknown>;
  /** `minLength: 3` and the like; `integer: true`. */
  readonly limits: ReadonlyMap<string, number | true>;
  readonly patterns: ReadonlySet<string>;
  readonly formats: ReadonlySet<string>;
  /** Of objects. */
  readonly properties: ReadonlyMap<string, Schemas>;
  readonly required: ReadonlySet<string>;
  /** What every property must match whose name matches the pattern. */
  readonly patternProperties: ReadonlyMap<string, Schemas>;
  /** What all other properties must match. Absent: anything. */
  readonly additional?: Schemas;
  /** Of arrays: the first items, and all others. */
  readonly prefix: readonly Schemas[];
  readonly items: Schemas;
  /** Alternatives of which one (`oneOf`) or at least one (`anyOf`) must match, and which could not be resolved. */
  readonly alternatives: readonly Alternatives[];
  /** Keywords that are not resolved, such as `not` and `if`. */
  readonly conditions: readonly Condition[];
}

/** Alternatives for the values of one type. */
export interface Alternatives {
  readonly keyword: 'anyOf' | 'oneOf';
  readonly members: readonly Alternative[];
}

/** One alternative, and where it is written. */
export interface Alternative {
  readonly kind: Kind;
  readonly place: Place;
}

/** Keywords of one schema that belong together. */
export interface Condition {
  readonly keywords: readonly string[];
  /** The schema that has them. */
  readonly place: Place;
}

/** A kind that any value of its type matches. */
export const ANY: Kind = {
  limits: new Map(),
  patterns: new Set(),
  formats: new Set(),
  properties: new Map(),
  required: new Set(),
  patternProperties: new Map(),
  prefix: [],
  items: [],
  alternatives: [],
  conditions: [],
};

/** Whether any value of the type matches. */
export function isAny(kind: Kind): boolean {
  const { limits, patterns, formats, properties, required, patternProperties } = kind;
  return (
    !(kind.values ?? kind.known ?? kind.additional) &&
    [limits, patterns, formats, properties, required, patternProperties].every(({ size }) => size === 0) &&
    [kind.prefix, kind.items, kind.alternatives, kind.conditions].every(({ length }) => length === 0)
  );
}

/** The type of a JSON value. */
export function typeOf(value: unknown): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

/** A text that is equal for equal JSON values: the keys of objects are sorted. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`).join(',')}}`;
}
