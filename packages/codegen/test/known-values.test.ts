import { describe, expect, it } from 'vitest';
import { generateTypes } from '../src/index.ts';
import { contractOf, load, temporaryFolder, writeAll } from './workbench.ts';

// Known values and their meanings, whatever a contract lists and however it names the list.

const many = Array.from({ length: 200 }, (_, index) => `VALUE_${index}`);

const ENUMS: Readonly<Record<string, { schema: object; values?: unknown[]; meanings?: object }>> = {
  Status: {
    schema: {
      enum: ['NEW', 'OLD'],
      'x-extensible': true,
      'x-enumDescriptions': { NEW: 'Just made.', OLD: ' ', GONE: 'Not listed.' },
    },
    values: ['NEW', 'OLD'],
    meanings: { NEW: 'Just made.' },
  },
  Level: { schema: { type: 'integer', enum: [1, -2, 0.5, 1e21, 1] }, values: [1, -2, 0.5, 1e21] },
  Mixed: { schema: { enum: ['1', 1, true, null, 'null'] }, values: ['1', 1, true, null, 'null'] },
  Countries: { schema: { type: 'string', enum: many }, values: many },
  Twice: {
    schema: { enum: ['a', 'b', 'a'], 'x-enum-descriptions': ['first', 'second', 'first'] },
    values: ['a', 'b'],
    meanings: { a: 'first', b: 'second' },
  },
  Odd: {
    schema: {
      enum: ['__proto__', 'toString', '', "it's", '*/', '\u2028', '🎉'],
      'x-enumDescriptions': {
        toString: 'A method.',
        '*/': 'Ends a comment: */',
        ['__proto__']: 'A prototype.',
      },
    },
    values: ['__proto__', 'toString', '', "it's", '*/', '\u2028', '🎉'],
  },
  Points: { schema: { enum: [{ a: 1 }, [2]] }, values: [{ a: 1 }, [2]] },
  Alias: {
    schema: { $ref: '#/components/schemas/Status' },
    values: ['NEW', 'OLD'],
    meanings: { NEW: 'Just made.' },
  },
  // Named like what code or the package uses.
  Object: { schema: { enum: ['x'] }, values: ['x'] },
  Known: { schema: { enum: ['y'] } },
  values: { schema: { enum: ['z'] } },
  'my-enum': { schema: { enum: ['w'] } },
  Nothing: { schema: { type: 'string', enum: [], 'x-extensible': true } },
  Text: { schema: { type: 'string' } },
};

const EXPORTED_AS: Readonly<Record<string, string>> = {
  Known: 'KnownSchema',
  values: 'Values',
  'my-enum': 'MyEnum',
};

async function generated() {
  const schemas = Object.fromEntries(Object.entries(ENUMS).map(([name, { schema }]) => [name, schema]));
  const properties = Object.fromEntries(
    Object.keys(ENUMS).map((name, index) => [`p${index}`, { $ref: `#/components/schemas/${name}` }]),
  );
  const contract = await contractOf({ toString: { type: 'object', properties } }, schemas);
  const folder = await temporaryFolder();
  const { files } = await generateTypes(contract);
  await writeAll(folder, files);
  return { folder, files };
}

describe('the known values of enums', () => {
  it('are exported by the names of their types, each once, in the order of the contract', async () => {
    const { folder, files } = await generated();
    const { values, meanings } = await load<Record<'values' | 'meanings', Record<string, unknown>>>(
      folder,
      'index.js',
    );
    for (const [name, { values: expected, meanings: texts }] of Object.entries(ENUMS)) {
      const exported = EXPORTED_AS[name] ?? name;
      if (expected) expect(values[exported], name).toEqual(expected);
      if (texts) expect({ ...(meanings[exported] as object) }, name).toEqual(texts);
    }
    for (const name of Object.values(EXPORTED_AS)) expect(values[name]).toHaveLength(1);
    expect(Object.keys(values)).not.toEqual(expect.arrayContaining(['Nothing', 'Text']));
    expect(Object.entries(meanings['Odd'] as object)).toHaveLength(3);
    // No value finds what objects inherit.
    expect((meanings['Status'] as Record<string, unknown>)['toString']).toBeUndefined();
    const declared = files.find(({ path }) => path === 'values.d.ts')?.content;
    expect(declared).toContain('export declare const Level: readonly [1, -2, 0.5, 1e+21];');
  });

  it('stay what they are', async () => {
    const { folder } = await generated();
    const { values, isKnown } = await load<{
      values: Record<string, unknown[]>;
      isKnown: (known: unknown[] | undefined, value: unknown) => boolean;
    }>(folder, 'index.js');
    expect(Object.isFrozen(values['Status'])).toBe(true);
    expect(
      ['NEW', 'GONE', 'toString', undefined, 0].map((value) => isKnown(values['Status'], value)),
    ).toEqual([true, ...[false, false, false, false]]);
  });
});
