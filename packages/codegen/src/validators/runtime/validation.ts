// Runs in the generated package, not in the generator: it is bundled into the validators and must import no package.

import { escapeToken, formatPointer } from './json-pointer.ts';

/** A part of a body that violates the contract. */
export interface Violation {
  /** JSON Pointer (RFC 6901) to the invalid value or to the missing property; `''` is the body. */
  readonly pointer: string;
  /** The violated keyword of JSON Schema: `required`, `type`, `format`, … */
  readonly code: string;
  readonly message: string;
  /** What was expected: the name of the type or format, the missing property, the limit. */
  readonly parameter?: string;
}

/** A property or a value in a valid body that the contract does not have. */
export interface Observation {
  /** JSON Pointer (RFC 6901) to the unknown property or value. */
  readonly pointer: string;
  readonly kind: 'unknown-property' | 'unknown-value';
  /** The unknown value; absent for an unknown property. */
  readonly value?: string | number | boolean;
}

/** The result of validating a body. A body has at most 32 observations. */
export type Validation<Payload> =
  | { readonly valid: true; readonly payload: Payload; readonly observations: readonly Observation[] }
  | { readonly valid: false; readonly violations: readonly Violation[] };

/** The fields of a value that the contract has; `null` in place of it: nothing is observed in the value. */
export interface KnownFields {
  readonly properties?: { readonly [name: string]: KnownFields | null };
  /** The schema allows other properties explicitly, so they are not observed. */
  readonly open?: boolean;
  readonly items?: KnownFields | null;
  /** The fields are those of the value so many levels further out, which is of the same kind. */
  readonly up?: number;
  readonly values?: readonly unknown[];
}

/** The parts of a function compiled by Ajv that are used here. */
export interface CompiledSchema {
  (body: unknown): boolean;
  errors?: null | readonly SchemaError[];
}

interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Creates the validator of a payload from its compiled schema and its known fields. */
export function createValidator<Payload>(
  compiled: CompiledSchema,
  known: KnownFields | null,
): (body: unknown) => Validation<Payload> {
  return (body) => {
    if (!compiled(body)) return { valid: false, violations: (compiled.errors ?? []).map(violation) };
    const observations: Observation[] = [];
    if (known) observe(known, body, { tokens: [], outer: [] }, observations);
    return { valid: true, payload: body as Payload, observations };
  };
}

// Bounds what one body can make a receiver store.
const MAX_OBSERVATIONS_PER_BODY = 32;

function violation({ instancePath, keyword, message, params }: SchemaError): Violation {
  const property = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
  const parameter = property ?? params['type'] ?? params['format'] ?? params['limit'] ?? params['pattern'];
  return {
    pointer: property === undefined ? instancePath : `${instancePath}/${escapeToken(String(property))}`,
    code: keyword,
    message: messageOf(keyword, params) ?? message ?? 'is not valid',
    ...(parameter !== undefined && { parameter: String(parameter) }),
  };
}

/** Our message, if it says more than Ajv's. */
function messageOf(keyword: string, { format }: SchemaError['params']): string | undefined {
  if (keyword === 'required') return 'is required';
  return keyword === 'format' ? FORMAT_MESSAGES.get(String(format)) : undefined;
}

const FORMAT_MESSAGES: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['date', 'must be an RFC 3339 date such as 2026-01-02'],
  ['date-time', 'must be an RFC 3339 date-time such as 2026-01-02T03:04:05Z'],
  ['time', 'must be an RFC 3339 time such as 03:04:05Z'],
]);

/** Where a value is: the tokens of its pointer, formatted only for an observation, and the fields of the values around it. */
interface Place {
  readonly tokens: (string | number)[];
  readonly outer: KnownFields[];
}

function observe(given: KnownFields, value: unknown, place: Place, observations: Observation[]): void {
  if (observations.length >= MAX_OBSERVATIONS_PER_BODY) return;
  if (given.up !== undefined) {
    const { outer, tokens } = place;
    const known = outer[outer.length - given.up];
    if (known) observe(known, value, { tokens, outer: outer.slice(0, -given.up) }, observations);
  } else if (Array.isArray(value)) {
    if (!given.items) return;
    for (let index = 0; index < value.length; index += 1)
      observeInside(given, given.items, index, value[index], place, observations);
  } else if (typeof value === 'object' && value !== null) {
    if (given.properties) observeProperties(given, given.properties, value, place, observations);
  } else if (given.values && value !== null && !given.values.includes(value)) {
    const unknown = value as string | number | boolean;
    observations.push({ pointer: formatPointer(place.tokens), kind: 'unknown-value', value: unknown });
  }
}

function observeProperties(
  given: KnownFields,
  properties: NonNullable<KnownFields['properties']>,
  value: object,
  place: Place,
  observations: Observation[],
): void {
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(properties, name)) {
      const known = properties[name];
      if (known)
        observeInside(given, known, name, (value as Record<string, unknown>)[name], place, observations);
    } else if (given.open !== true && observations.length < MAX_OBSERVATIONS_PER_BODY) {
      observations.push({ pointer: formatPointer([...place.tokens, name]), kind: 'unknown-property' });
    }
  }
}

function observeInside(
  around: KnownFields,
  known: KnownFields,
  token: string | number,
  value: unknown,
  place: Place,
  observations: Observation[],
): void {
  place.tokens.push(token);
  place.outer.push(around);
  observe(known, value, place, observations);
  place.outer.pop();
  place.tokens.pop();
}
