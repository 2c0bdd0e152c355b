import { expect, it } from 'vitest';
import { generateTypes } from '../src/index.ts';
import { contractOf } from './workbench.ts';

// The validators grow with the document, however its schemas refer to each other.

it.each([
  ['schemas that all refer to each other', mutual],
  ['a chain of schemas with two references each', chain],
])('the code for %s grows with the document', async (_what, schemasOf) => {
  const ratios = [];
  for (const count of [10, 20, 40]) {
    const schemas = schemasOf(count);
    const contract = await contractOf({ A: { $ref: '#/components/schemas/S0' } }, schemas);
    const { files } = await generateTypes(contract);
    const code = files.filter(({ path }) => path.startsWith('validators/') && path.endsWith('.js'));
    const bytes = code
      .filter(({ path }) => !RUNTIME.has(path))
      .reduce((sum, { content }) => sum + content.length, 0);
    ratios.push(bytes / JSON.stringify(schemas).length);
  }
  expect(Math.max(...ratios), ratios.join(', ')).toBeLessThan(5);
  // Fixed parts count less in a longer document.
  expect(ratios).toEqual(ratios.toSorted((a, b) => b - a));
});

/** The files that every contract has. */
const RUNTIME = new Set(['events', 'request', 'shared'].map((name) => `validators/internal/${name}.js`));

function mutual(count: number): Record<string, object> {
  return named(count, () => properties(Array.from({ length: count }, (_, index) => index)));
}

function chain(count: number): Record<string, object> {
  return named(count, (index) => properties(index + 1 < count ? [index + 1, index + 1] : []));
}

function named(count: number, schema: (index: number) => object): Record<string, object> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`S${index}`, schema(index)]));
}

function properties(targets: readonly number[]): object {
  const members = targets.map(
    (target, index) => [`p${index}`, { $ref: `#/components/schemas/S${target}` }] as const,
  );
  return { type: 'object', properties: Object.fromEntries(members) };
}
