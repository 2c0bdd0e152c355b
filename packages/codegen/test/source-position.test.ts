import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { generateTypes, readContract } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'source-position-'));
afterAll(() => rmSync(folder, { recursive: true }));

const webhook = (name: string, ref: string) =>
  `  ${name}: {post: {requestBody: {content: {application/json: {schema: {$ref: '${ref}'}}}}, responses: {}}}\n`;

it.each([
  [
    '$defs',
    'parts.yaml#/$defs/Part',
    '$defs:\n  Part:\n    type: object\n    properties:\n      a: { format: unheard }\n',
  ],
  [
    'definitions',
    'parts.yaml#/definitions/Part',
    'definitions:\n  Part:\n    type: object\n    properties:\n      a: { format: unheard }\n',
  ],
  [
    'components',
    'parts.yaml#/components/schemas/Part',
    '\ncomponents: { schemas: {\n  Part: {\n    properties: {\n      a: { format: unheard } } } } }\n',
  ],
])('a warning of a schema in %s of another file names the file and the line', async (_, ref, parts) => {
  const root = join(folder, 'root.yaml');
  writeFileSync(
    root,
    `openapi: 3.1.0\ninfo: {title: a, version: '1'}\nwebhooks:\n${webhook('ONE', ref)}${webhook('OTHER', 'other.yaml#/$defs/Other')}`,
  );
  writeFileSync(join(folder, 'parts.yaml'), parts);
  writeFileSync(
    join(folder, 'other.yaml'),
    `$defs:\n  Other:\n    type: object\n    properties:\n      b: { $ref: '${ref}' }\n`,
  );
  const { warnings } = await generateTypes(await readContract(root));
  expect(warnings).toEqual([expect.stringMatching(/parts\.yaml:5: format `unheard` is unknown/)]);
});
