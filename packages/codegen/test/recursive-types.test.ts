import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { generateTypes } from '../src/index.ts';
import { STRICT } from './strict-compiler.ts';
import { contractOf, temporaryFolder, writeAll } from './workbench.ts';

// Types that openapi-typescript writes so that TypeScript rejects them, or not at all.

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const listOf = (items: object) => ({ type: 'array', items });

const SCHEMAS = {
  Json: {
    anyOf: [
      { type: ['string', 'number', 'boolean', 'null'] },
      listOf(ref('Json')),
      { type: 'object', additionalProperties: ref('Json') },
    ],
  },
  List: listOf(ref('List')),
  Mapping: { type: 'object', additionalProperties: ref('Mapping') },
  Tuple: { type: 'array', prefixItems: [{ type: 'string' }, ref('Tuple')] },
  Ping: listOf(ref('Pong')),
  Pong: { ...listOf(ref('Ping')), type: ['array', 'null'] },
  'with-dash': listOf({ allOf: [ref('with-dash')], minItems: 1 }),
  Node: {
    allOf: [
      { type: 'object', properties: { next: ref('Node') } },
      { properties: { all: listOf(ref('Node')) } },
    ],
  },
  Choice: {
    oneOf: [
      { type: 'string' },
      { type: 'object', required: ['and'], properties: { and: listOf(ref('Choice')) } },
    ],
  },
  Values: {
    type: 'object',
    properties: {
      inList: listOf({ type: 'object', enum: [{ a: 1 }, { b: 2 }] }),
      inMap: { type: 'object', additionalProperties: { enum: [{ a: 1 }, 3] } },
      inTuple: { type: 'array', prefixItems: [{ type: 'object', enum: [{ a: 1 }] }] },
      inAlternative: { oneOf: [{ type: 'object', enum: [{ c: 1 }] }, { type: 'string' }] },
      besideReference: { ...ref('Mapping'), type: 'object', enum: [{ a: {} }], anyOf: [{ required: ['a'] }] },
    },
  },
};

const USES = `
import type { Choice, Json, List, Mapping, Node, Ping, Tuple, Values, WithDash, components } from './types.js';
export const json: Json = [1, null, { a: ['b', { c: false }] }];
export const same: components['schemas']['Json'] = json;
export const list: List = [[], [[]]];
export const mapping: Mapping = { a: { b: {} } };
export const tuple: (rest: Tuple) => Tuple = (rest) => ['a', rest];
export const ping: Ping = [null, [[null]]];
export const dash: WithDash = [[[]]];
export const node: Node = { next: { all: [{}] } };
export const choice: Choice = { and: ['a', { and: [] }] };
export const values: Values = { inList: [{ b: 2 }], inMap: { x: 3 }, inTuple: [{ a: 1 }], inAlternative: 'c' };
// @ts-expect-error a function is not JSON
export const noJson: Json = [() => {}];
// @ts-expect-error a list of lists has no texts
export const noList: List = [['a']];
// @ts-expect-error the first item is a text
export const noTuple: (rest: Tuple) => Tuple = (rest) => [1, rest];
// @ts-expect-error not one of the values
export const noValue: Values = { inList: [{ a: 2 }] };
`;

describe('the types of schemas that contain themselves, and of objects that are listed', () => {
  it.each(['typescript', 'typescript-7'])(
    'compile with %s, and accept what the schemas accept',
    async (compiler) => {
      const payload = {
        type: 'object',
        properties: Object.fromEntries(Object.keys(SCHEMAS).map((name) => [name, ref(name)])),
      };
      const { files } = await generateTypes(await contractOf({ A: payload }, SCHEMAS));
      const folder = await temporaryFolder();
      await writeAll(folder, files);
      await writeFile(join(folder, 'uses.ts'), USES);
      await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICT }));
      const bin = join(
        dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`)),
        'bin/tsc',
      );
      const { stdout } = await promisify(execFile)(process.execPath, [bin, '-p', '.'], { cwd: folder }).catch(
        (error) => error,
      );
      expect(stdout).toBe('');
    },
  );
});
