import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';
import { formatPointer } from '@partner-webhooks/types/json-pointer';
import { validate } from '@partner-webhooks/types/validators';
import { describe, expect, it } from 'vitest';
import {
  EXAMPLES,
  type Location,
  locationsIn,
  mutated,
  payloadOf,
  resolved,
  type Schema,
} from './contract.ts';

// The specification of validity, derived from the contract: every example of every webhook, and every mutation of it.

const VALUES: Readonly<Record<string, unknown>> = {
  string: '1',
  number: 1,
  boolean: true,
  object: {},
  array: [],
  null: null,
};
const WRONG_FORMAT: Readonly<Record<string, readonly string[]>> = {
  uuid: ['', 'text', '123e4567-e89b-12d3-a456-42661417400', '123e4567-e89b-12d3-a456-42661417400g'],
  'date-time': ['', 'text', '2025-05-23', '2025-05-23T00:32:56', '2025-02-30T00:00:00Z', '1747960376709'],
};

describe.each(EXAMPLES)('$eventType, example "$name"', ({ eventType, body }) => {
  const locations = locationsIn(payloadOf(eventType), body);

  it('is valid, without observations', () => {
    expect(validate(eventType, body)).toEqual({ valid: true, payload: body, observations: [] });
  });

  it('is invalid without a required property, and valid without an optional one', () => {
    for (const { path, required } of locations.filter(({ path }) => typeof path.at(-1) === 'string')) {
      const verdict = validate(eventType, mutated(body, path, 'dropped'));
      if (required)
        expect(verdict).toMatchObject({ violations: [{ pointer: formatPointer(path), code: 'required' }] });
      else expect(verdict, formatPointer(path)).toMatchObject({ valid: true, observations: [] });
    }
  });

  it('is invalid with a value of another type anywhere', () => {
    for (const { path, schema } of locations) {
      for (const value of wrongValues(schema)) {
        const verdict = validate(eventType, mutated(body, path, { value }));
        expect(verdict, `${formatPointer(path)} ${value}`).toMatchObject({
          valid: false,
          violations: [{ pointer: formatPointer(path), code: 'type', parameter: String(schema.type) }],
        });
      }
    }
  });

  it('is invalid with a value in a wrong format anywhere', () => {
    for (const { path, schema } of locations) {
      for (const value of WRONG_FORMAT[schema.format ?? ''] ?? []) {
        expect(
          validate(eventType, mutated(body, path, { value })),
          `${formatPointer(path)} ${value}`,
        ).toMatchObject({
          violations: [{ pointer: formatPointer(path), code: 'format', parameter: schema.format }],
        });
      }
    }
  });

  it('is valid with a new value of any extensible enum, which is observed', () => {
    for (const { path } of locations.filter(isExtensible)) {
      expect(
        validate(eventType, mutated(body, path, { value: 'NOT_KNOWN_YET' })),
        formatPointer(path),
      ).toMatchObject({
        valid: true,
        observations: [{ pointer: formatPointer(path), kind: 'unknown-value', value: 'NOT_KNOWN_YET' }],
      });
    }
  });

  it('is valid with a new property in any object, which is observed', () => {
    const objects = [
      { path: [] as Location['path'] },
      ...locations.filter(({ schema }) => schema.type === 'object'),
    ];
    for (const { path } of objects) {
      const added = [...path, 'notKnownYet'];
      expect(validate(eventType, mutated(body, added, { value: 1 })), formatPointer(path)).toMatchObject({
        valid: true,
        observations: [{ pointer: formatPointer(added), kind: 'unknown-property' }],
      });
    }
  });
});

describe.each(EVENT_TYPES)('%s', (eventType) => {
  it.each([null, [], 'text', 1, true])('rejects the body %j', (body) => {
    expect(validate(eventType, body)).toMatchObject({
      valid: false,
      violations: [{ pointer: '', code: 'type', parameter: 'object' }],
    });
  });

  it('has an example for every property', () => {
    const bodies = EXAMPLES.filter((example) => example.eventType === eventType).map(({ body }) => body);
    const seen = new Set(bodies.flatMap((body) => locationsIn(payloadOf(eventType), body).map(name)));
    expect([...seen]).toEqual(expect.arrayContaining(allNames(payloadOf(eventType))));
  });

  it('has the subject and the clock of the registry', () => {
    const { properties = {}, required = [] } = payloadOf(eventType);
    const { subject, occurredAt }: RegistryEntry = registry[eventType];
    if (subject !== undefined) expect(required).toContain(subject);
    if (occurredAt !== undefined)
      expect(resolved(properties[occurredAt] ?? {})).toMatchObject({ format: 'date-time' });
  });

  it('accepts every known value of every enum', () => {
    for (const { body } of EXAMPLES.filter((example) => example.eventType === eventType)) {
      for (const { path, schema } of locationsIn(payloadOf(eventType), body).filter(isExtensible)) {
        for (const value of schema.enum ?? []) {
          const verdict = validate(eventType, mutated(body, path, { value }));
          expect(verdict, `${formatPointer(path)} ${value}`).toMatchObject({ valid: true, observations: [] });
        }
      }
    }
  });
});

/** A value of each type that a schema does not allow. Without a type it allows all. */
function wrongValues({ type }: Schema): unknown[] {
  if (type === undefined) return [];
  const allowed = [type].flat().map((each) => (each === 'integer' ? 'number' : each));
  return Object.entries(VALUES)
    .filter(([name]) => !allowed.includes(name))
    .map(([, value]) => value);
}

function isExtensible({ schema }: Location): boolean {
  return schema['x-extensible'] === true;
}

/** The name of a location whatever the index: `validationErrors/*`. */
function name({ path }: Location): string {
  return path.map((token) => (typeof token === 'number' ? '*' : token)).join('/');
}

/** The names of all locations of a schema. A schema that contains itself is not followed again. */
function allNames(schema: Schema, path: readonly string[] = [], outer: readonly Schema[] = []): string[] {
  const whole = resolved(schema);
  if (outer.includes(whole)) return [];
  const { properties = {}, items } = whole;
  const inner: [string, Schema][] = Object.entries(properties);
  if (items) inner.push(['*', items]);
  return inner.flatMap(([token, value]) => [
    [...path, token].join('/'),
    ...allNames(value, [...path, token], [...outer, whole]),
  ]);
}
