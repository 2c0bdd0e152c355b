import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateTypes, readContract } from '../src/index.ts';
import { documentOf, load, temporaryFolder, writeAll } from './workbench.ts';

const STATED = {
  initial: { OPEN: 'documented' },
  final: { DONE: 'inferred' },
  transitions: { OPEN: { DONE: 'documented' } },
};
const STATUS = { type: 'string', enum: ['OPEN', 'DONE'], 'x-lifecycle': STATED };

/** Generates a package from one payload. @returns the lifecycles, and what `generate` warns of. */
async function lifecyclesOf(payload: object, schemas: object = {}) {
  const folder = await temporaryFolder();
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(documentOf({ A: payload }, schemas)));
  const { files, warnings } = await generateTypes(await readContract(file));
  await writeAll(folder, files);
  const { lifecycles } = await load<{ lifecycles: Record<string, unknown> }>(folder, 'lifecycles.js');
  return { lifecycles, warnings };
}

describe('the lifecycle of a status', () => {
  it.each<[where: string, payload: object, schemas?: object]>([
    ['in the property', { properties: { status: STATUS } }],
    [
      'in a schema that the property refers to',
      { properties: { status: { $ref: '#/components/schemas/S' } } },
      { S: STATUS },
    ],
    [
      'beside a reference',
      { properties: { status: { $ref: '#/components/schemas/S', 'x-lifecycle': STATED } } },
      { S: { enum: ['OPEN', 'DONE'] } },
    ],
    ['in a property of allOf', { allOf: [{ properties: { id: {} } }, { properties: { status: STATUS } }] }],
  ])('is found %s', async (_where, payload, schemas) => {
    const { lifecycles, warnings } = await lifecyclesOf(payload, schemas);
    expect(lifecycles).toEqual({ A: { property: 'status', ...STATED } });
    expect(warnings).toEqual([]);
  });

  it('finds nothing that objects inherit', async () => {
    const { lifecycles } = await lifecyclesOf({ properties: { status: STATUS } });
    const { initial, transitions } = lifecycles['A'] as typeof STATED;
    expect([lifecycles, initial, transitions].map((each) => 'toString' in each)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each<[what: string, stated: unknown]>([
    ['a text', 'OPEN'],
    ['a list of values', { initial: ['OPEN'] }],
    ['another part', { ...STATED, first: {} }],
    ['another certainty', { final: { DONE: 'probably' } }],
    ['a transition without certainty', { transitions: { OPEN: 'DONE' } }],
  ])('is left out with a warning if it is %s', async (_what, stated) => {
    const { lifecycles, warnings } = await lifecyclesOf({
      properties: { status: { ...STATUS, 'x-lifecycle': stated } },
    });
    expect(lifecycles).toEqual({});
    expect(warnings).toEqual([expect.stringContaining('`x-lifecycle` of this property is left out')]);
  });

  it('ends in a schema that contains itself', async () => {
    const node = { allOf: [{ $ref: '#/components/schemas/N' }], properties: { status: STATUS } };
    const { lifecycles } = await lifecyclesOf(
      { properties: { node: { $ref: '#/components/schemas/N' } } },
      { N: { properties: node.properties, allOf: [{ type: 'object' }] } },
    );
    expect(lifecycles).toEqual({});
  });
});
