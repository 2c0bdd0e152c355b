import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createInMemoryValidators } from '../src/index.ts';
import { documentIn } from './judges.ts';

// The JSON Schema test suite, release 2.0.0, draft 7: the files of keywords that 2020-12, which OpenAPI 3.1 uses, has too. What
// means something else there is left out with the reason. Of what is judged, no verdict differs.

const FOLDER = fileURLToPath(new URL('fixtures/json-schema-test-suite-2.0.0/', import.meta.url));

interface Group {
  readonly description: string;
  readonly schema: object | boolean;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

/** Why a group is not judged, by what its schema has. */
const LEFT_OUT: readonly (readonly [has: RegExp, reason: string])[] = [
  [
    /"(?:items":\[|additionalItems")/,
    '2020-12 has `prefixItems` and `items` for lists with different first items',
  ],
  [/"\$id"/, 'a component of an OpenAPI document is known by its name'],
  [/"\$ref":"(?!#\/definitions\/[A-Za-z]+")/, 'a reference in an OpenAPI document leads to a component'],
  [/"\$ref":"[^"]*","(?!\})/, 'in draft 7, keywords beside a reference were ignored'],
];

const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

describe.each(FILES)('%s', (file) => {
  const groups = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as readonly Group[];
  const judged = groups.filter(({ schema }) => reasonOf(schema) === undefined);

  it.each(judged)('$description', ({ schema, tests }) => {
    const { definitions = {}, ...payload } =
      typeof schema === 'boolean' ? { allOf: [schema] } : withPaths(schema);
    const validators = createInMemoryValidators(documentIn({ ...definitions, Payload: payload }));
    for (const { description, data, valid } of tests)
      expect(validators.validate('A', data).valid, description).toBe(valid);
  });
});

it('groups that are not judged are few', () => {
  const all = FILES.flatMap((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Group[]);
  const reasons = all.map(({ schema }) => reasonOf(schema)).filter((reason) => reason !== undefined);
  expect({ all: all.length, leftOut: reasons.length }).toEqual({ all: 114, leftOut: 11 });
  expect(new Set(reasons)).toEqual(new Set(LEFT_OUT.map(([, reason]) => reason)));
});

function reasonOf(schema: object | boolean): string | undefined {
  return LEFT_OUT.find(([has]) => has.test(JSON.stringify(schema)))?.[1];
}

/** The schema with its definitions as components. */
function withPaths(schema: object): { readonly definitions?: Record<string, object> } {
  const text = JSON.stringify(schema).replaceAll('#/definitions/', '#/components/schemas/');
  return JSON.parse(text) as { definitions?: Record<string, object> };
}
