import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeToken, parsePointer } from '@partner-webhooks/types/json-pointer';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { ContractChange, JsonSchema } from '../../src/draft/change.ts';
import type { DraftedFile } from '../../src/draft/drafted-file.ts';
import { type Bundle, locationsOf, type SchemaLocation } from './locations.ts';
import { bundled, CONTRACT, copyContract, drafted, lintWith, reviewed } from './workbench.ts';

// For any number of additions of any kind.

let original: Bundle;
let lists: SchemaLocation[];
let objects: SchemaLocation[];
beforeAll(async () => {
  original = (await bundled(CONTRACT)) as Bundle;
  const locations = locationsOf(original);
  lists = locations.filter(({ schema }) => schema.enum);
  objects = locations.filter(({ schema }) => schema.properties);
  expect(lists.length).toBeGreaterThan(30);
  expect(objects.length).toBeGreaterThan(30);
});

it('adds everything, passes lint once the marks are removed, and changes nothing else', async () => {
  const folder = await copyContract();
  await fc.assert(
    fc.asyncProperty(fc.array(anyChange(), { minLength: 1, maxLength: 6 }), async (changes) => {
      const files = reviewed(await drafted(folder, changes));
      try {
        expect(await lintWith(folder, files)).toEqual([]);
        const after = (await bundled(folder)) as Bundle;
        const locations = locationsOf(after);
        for (const change of changes)
          expect(locations.some((location) => knows(location, change))).toBe(true);
        const names = new Set(changes.flatMap(namesIn));
        expect(differences(original, after, '').filter((each) => !isAdded(each, names))).toEqual([]);
        // Drafting is idempotent, also after a person has removed the marks.
        expect(await drafted(folder, changes)).toEqual([]);
      } finally {
        await undo(folder, files);
      }
    }),
    { numRuns: 30 },
  );
});

async function undo(folder: string, files: readonly DraftedFile[]): Promise<void> {
  for (const { path, before } of files) {
    if (before === undefined) await rm(join(folder, path));
    else await writeFile(join(folder, path), before);
  }
}

/** A difference between two documents: `added` is absent where the second one changes or lacks something. */
interface Difference {
  readonly at: string;
  readonly key: string;
  readonly added?: unknown;
}

function differences(before: unknown, after: unknown, at: string): Difference[] {
  if (Object.is(before, after)) return [];
  if (!isCollection(before) || !isCollection(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ at, key: '' }];
  const lost = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return [
    ...lost.map((key) => ({ at, key })),
    ...Object.entries(after).flatMap(([key, value]): Difference[] =>
      Object.hasOwn(before, key)
        ? differences(Object.entries(before).find(([name]) => name === key)?.[1], value, `${at}/${key}`)
        : [{ at, key, added: value }],
    ),
  ];
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether a difference is an addition with a name of the changes, or a schema that one of them needs. */
function isAdded({ at, key, added }: Difference, names: ReadonlySet<unknown>): boolean {
  if (added === undefined) return false;
  if (at === '/components/schemas' || names.has(key)) return true;
  // The first time of an event type without a clock is drafted as its clock.
  if (key === 'x-occurred-at') return names.has(added);
  if (key === 'required' && Array.isArray(added)) return added.every((name) => names.has(name));
  return /\/(enum|required)$/.test(at) && names.has(added);
}

function namesIn(change: ContractChange): unknown[] {
  if (change.kind === 'add-webhook') return [change.eventType];
  return [change.kind === 'add-value' ? change.value : nameOf(change.pointer)];
}

function knows({ eventType, pointer, schema }: SchemaLocation, change: ContractChange): boolean {
  if (eventType !== change.eventType) return false;
  if (change.kind === 'add-webhook') return pointer === '';
  if (pointer !== change.pointer) return false;
  return change.kind === 'add-property' || schema.enum?.includes(change.value) === true;
}

function nameOf(pointer: string): string {
  return parsePointer(pointer).at(-1) ?? '';
}

function anyChange(): fc.Arbitrary<ContractChange> {
  return fc.oneof(
    fc.record({ list: fc.constantFrom(...lists), value: anyName() }).map(({ list, value }) => ({
      kind: 'add-value' as const,
      eventType: list.eventType,
      pointer: list.pointer,
      value,
    })),
    fc
      .record({
        object: fc.constantFrom(...objects),
        name: anyName(),
        schema: anySchema(),
        required: fc.boolean(),
      })
      .map(({ object, name, schema, required }) => ({
        kind: 'add-property' as const,
        eventType: object.eventType,
        pointer: `${object.pointer}/${escapeToken(name)}`,
        schema,
        required,
      })),
    fc
      .record({ eventType: fc.stringMatching(/^NEW_[A-Z]{3,8}_(NOTIFICATION|PRICES)$/), schema: anyObject() })
      .map(({ eventType, schema }) => ({ kind: 'add-webhook' as const, eventType, schema })),
  );
}

/** Mostly likely names, sometimes unusual ones. */
function anyName(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.stringMatching(/^[a-z][A-Za-z0-9]{2,10}$/) },
    { weight: 3, arbitrary: fc.stringMatching(/^[A-Z]{3,8}(_[A-Z]{2,8})?$/) },
    fc.constantFrom(
      'NO',
      'yes',
      '1',
      '2025-01-01',
      'a: b',
      '# a',
      'a/b',
      '~',
      'ä',
      '- a',
      'a,b',
      '{a}',
      '*a',
      "it's",
      '"',
    ),
  );
}

function anySchema(): fc.Arbitrary<JsonSchema> {
  const scalar = fc.constantFrom<JsonSchema>(
    { type: 'string' },
    { type: 'string', format: 'uuid' },
    { type: 'string', format: 'date-time', description: 'When.' },
    { type: 'number', minimum: 5 },
    { type: 'integer' },
    { type: 'boolean' },
  );
  const list = fc
    .uniqueArray(anyName(), { minLength: 1, maxLength: 3 })
    .map((values): JsonSchema => ({ type: 'string', enum: values }));
  const array = fc.oneof(scalar, list).map((items): JsonSchema => ({ type: 'array', items }));
  return fc.oneof(scalar, list, array, anyObject(fc.oneof(scalar, list)));
}

function anyObject(inner?: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return fc
    .dictionary(anyName(), inner ?? anySchema(), { minKeys: 1, maxKeys: 4 })
    .chain((properties) =>
      fc.subarray(Object.keys(properties)).map((required) => ({ type: 'object', required, properties })),
    );
}
