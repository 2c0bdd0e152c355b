import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isScalar, type Node, parse, parseDocument, visit } from 'yaml';
import type { ContractChange } from '../../src/draft/change.ts';
import { ContractFiles } from '../../src/draft/contract-files.ts';
import { draft } from '../../src/draft/draft.ts';
import { writeDraft } from '../../src/draft/drafted-file.ts';
import { bundled } from './workbench.ts';

// However the contract is written, a draft adds the same, or says what it leaves to a person.

const FILES: Readonly<Record<string, string>> = {
  'openapi.yaml': `openapi: 3.1.0
info:
  title: Contract
  version: 1.0.0
webhooks:
  TRANSFER_NOTIFICATION:
    $ref: webhooks/transfer.yaml
`,
  'webhooks/transfer.yaml': `post:
  description: Money moves.
  requestBody:
    content:
      application/json:
        schema:
          $ref: ../schemas/Transfer.yaml
        examples:
          first:
            value:
              id: a
              error:
                code: NONE
          second:
            value:
              id: b
  responses:
    '200':
      description: Received.
`,
  'schemas/Transfer.yaml': `type: object
required:
  - id
properties:
  id:
    type: string
  status:
    $ref: enums/Status.yaml
  error:
    type: object
    properties:
      code:
        type: string
`,
  'schemas/enums/Status.yaml': `type: string
enum:
  - OPEN
  - SHUT
x-extensible: true
x-enumDescriptions:
  OPEN: It is open.
  SHUT: It is shut.
`,
};

const eventType = 'TRANSFER_NOTIFICATION';
const VALUE: ContractChange = { kind: 'add-value', eventType, pointer: '/status', value: 'HELD' };
const OPTIONAL: ContractChange = {
  kind: 'add-property',
  eventType,
  pointer: '/error/text',
  schema: { type: 'string' },
  required: false,
};
const REQUIRED: ContractChange = {
  kind: 'add-property',
  eventType,
  pointer: '/amount',
  schema: { type: 'integer', minimum: 3 },
  required: true,
  before: ['id'],
};
const WEBHOOK: ContractChange = {
  kind: 'add-webhook',
  eventType: 'FUND_NOTIFICATION',
  schema: { type: 'object', properties: { fundId: { type: 'string', format: 'uuid' } } },
};
const CHANGES = [VALUE, OPTIONAL, REQUIRED, WEBHOOK];

let root: string;
let expected: unknown;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'contracts-'));
  const folder = await contract(FILES);
  expect(await written(folder, CHANGES)).toEqual([]);
  expected = await bundled(folder);
  const text = JSON.stringify(expected);
  for (const added of ['HELD', '"text"', '"amount":3', 'FUND_NOTIFICATION']) expect(text).toContain(added);
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('a draft is the same', () => {
  it.each<[form: string, (text: string, file: string) => string]>([
    ['after a byte order mark', (text) => `\uFEFF${text}`],
    ['after a byte order mark, indented', (text) => `\uFEFF${text.replace(/^(?=.)/gm, '  ')}`],
    ['with lines that end as they do on Windows', (text) => text.replaceAll('\n', '\r\n')],
    ['between the marks of a document', (text) => `%YAML 1.2\n--- # contract\n${text}...\n# end`],
    ['with an anchor on its mapping', (text) => `--- &all\n${text}`],
    ['as JSON', (text) => JSON.stringify(parse(text), null, '\t')],
    ['as JSON in one line', (text) => JSON.stringify(parse(text))],
    ['with anchors on its keys', (text) => text.replace(/^( *)([a-z]\w*):/gm, '$1&a $2:')],
    [
      'with anchors and tags on its values',
      (text) => rewritten(text, (node, id) => Object.assign(node, { anchor: `a${id}` })),
    ],
    [
      'with comments everywhere',
      (text) => rewritten(text, (node) => Object.assign(node, { comment: ' b: [c', commentBefore: ' - a' })),
    ],
    [
      'with quotes',
      (text) => rewritten(text, (node) => isScalar(node) && Object.assign(node, { type: 'QUOTE_DOUBLE' })),
    ],
    ['with explicit keys', (text) => text.replace(/^( *)(\w+):$/gm, '$1? $2\n$1:')],
    [
      'with a merge key beside',
      (text) =>
        `x-none: &none {}\n${text.replace(/^( *)(properties|examples|webhooks):$/gm, '$1$2:\n$1  <<: *none')}`,
    ],
    [
      'with the object in a merge key',
      (text, file) =>
        file.endsWith('Transfer.yaml')
          ? `x-ids: &ids\n  id: { type: string }\n${text.replace(/ {2}id:\n.*\n/, '  <<: *ids\n').replaceAll('- id', '- id')}`
          : text,
    ],
    [
      'with an alias in the path',
      (text, file) =>
        file === 'openapi.yaml'
          ? text
              .replace('openapi:', 'x-transfer: &transfer { $ref: webhooks/transfer.yaml }\nopenapi:')
              .replace(/TRANSFER_NOTIFICATION:\n.*/, 'TRANSFER_NOTIFICATION: *transfer')
          : text,
    ],
    [
      'with aliases of values',
      (text, file) =>
        file.endsWith('Status.yaml')
          ? text.replace('- OPEN', '- &open OPEN').replace('OPEN: It', '*open : It')
          : text,
    ],
  ])('%s', async (_, form) => {
    const folder = await contract(
      Object.fromEntries(Object.entries(FILES).map(([file, text]) => [file, form(text, file)])),
    );
    expect(await written(folder, CHANGES)).toEqual([]);
    expect(withoutParts(await bundled(folder))).toEqual(expected);
    expect((await draft(folder, CHANGES)).files).toEqual([]);
  });

  it('in files of JSON, whose names are percent-encoded', async () => {
    const {
      'schemas/Transfer.yaml': transfer = '',
      'webhooks/transfer.yaml': webhook = '',
      ...others
    } = FILES;
    const folder = await contract({
      ...others,
      'schemas/The Transfer.json': JSON.stringify(parse(transfer), null, 2),
      'webhooks/transfer.yaml': webhook.replace('Transfer.yaml', 'The%20Transfer.json'),
    });
    expect(await written(folder, CHANGES)).toEqual([]);
    const text = await readFile(join(folder, 'schemas/The Transfer.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      required: ['id', 'amount'],
      properties: { amount: { minimum: 3 }, error: { properties: { text: { type: 'string' } } } },
    });
  });

  it('through symbolic links, which stay', async () => {
    const folder = await contract(FILES);
    const outside = join(folder, '..', 'shared');
    await rename(join(folder, 'schemas', 'enums'), outside);
    await symlink(outside, join(folder, 'schemas', 'enums'));
    expect(await written(folder, CHANGES)).toEqual([]);
    expect(await bundled(folder)).toEqual(expected);
    expect(await readFile(join(outside, 'Status.yaml'), 'utf8')).toContain('HELD');
  });
});

describe('a draft leaves to a person, at its line, what', () => {
  it.each<
    [what: string, edit: Readonly<Record<string, (text: string) => string>>, ContractChange, reason: RegExp]
  >([
    [
      'is a list with an anchor elsewhere',
      { 'schemas/enums/Status.yaml': (text) => `${text.replace('enum:', 'x-list: &list')}enum: *list\n` },
      VALUE,
      /^schemas\/enums\/Status\.yaml:3: `\*list` makes this a part of the list of values/,
    ],
    [
      'are meanings with an anchor elsewhere',
      {
        'schemas/enums/Status.yaml': (text) =>
          `${text.replace('x-enumDescriptions:', 'x-list: &list')}x-enumDescriptions: *list\n`,
      },
      VALUE,
      /Status\.yaml:7: `\*list` .* the meanings of the values/,
    ],
    [
      'is a whole schema in a merge key',
      { 'schemas/enums/Status.yaml': (text) => `x-all: &all\n${text.replace(/^(?=.)/gm, '  ')}<<: *all\n` },
      VALUE,
      /Status\.yaml:4: `<<` .* the list of values/,
    ],
    [
      'are properties with an anchor elsewhere',
      {
        'schemas/Transfer.yaml': (text) => `${text.replace('properties:', 'x-all: &all')}properties: *all\n`,
      },
      OPTIONAL,
      /^schemas\/Transfer\.yaml:12: `\*all` .* properties/,
    ],
    [
      'are names with an anchor elsewhere',
      { 'schemas/Transfer.yaml': (text) => `${text.replace('required:', 'x-all: &all')}required: *all\n` },
      REQUIRED,
      /Transfer\.yaml:3: `\*all` .* the list of required properties/,
    ],
    [
      'is outside of the folder',
      { 'webhooks/transfer.yaml': (text) => text.replace('../schemas/Transfer.yaml', '../../Transfer.yaml') },
      OPTIONAL,
      /^\.\.\/Transfer\.yaml is outside of the folder of the contract: edit it by hand$/,
    ],
    [
      'is on the network',
      {
        'webhooks/transfer.yaml': (text) =>
          text.replace('../schemas/Transfer.yaml', 'https://platform.example/a.yaml#/b'),
      },
      OPTIONAL,
      /^webhooks\/transfer\.yaml: the reference https:.* leads to the network/,
    ],
    [
      'has a name in place of a pointer',
      { 'schemas/Transfer.yaml': (text) => text.replace('Status.yaml', 'Status.yaml#name') },
      VALUE,
      /^schemas\/Transfer\.yaml: expected a JSON Pointer .* found #name$/,
    ],
    [
      'has no JSON',
      { 'webhooks/transfer.yaml': (text) => text.replace('application/json', 'text/csv') },
      OPTIONAL,
      /^webhooks\/transfer\.yaml: expected a JSON schema for the body of TRANSFER_NOTIFICATION/,
    ],
  ])('%s', async (_, edits, change, reason) => {
    const folder = await contract({
      ...FILES,
      '../Transfer.yaml': '{type: object, properties: {error: {type: object}}}',
    });
    for (const [file, edit] of Object.entries(edits)) {
      const path = join(folder, file);
      await writeFile(path, edit(await readFile(path, 'utf8')));
    }
    const { files, leftOut } = await draft(folder, [change]);
    expect(files).toEqual([]);
    expect(leftOut).toEqual([
      {
        eventType,
        pointer: 'pointer' in change ? change.pointer : '',
        reason: expect.stringMatching(reason),
      },
    ]);
    // What else is drafted does not depend on it.
    const others = await draft(folder, [change, WEBHOOK]);
    if (!/network|name in place/.test(_))
      expect(others.files.map(({ path }) => path)).toContain('webhooks/fund-notification.yaml');
  });
});

it('does not concern files that are not YAML', async () => {
  const folder = await contract({ ...FILES, 'schemas/empty.yaml': '', 'schemas/notes.yaml': '- a: "' });
  expect(await written(folder, CHANGES)).toEqual([]);
});

it('is no edit after which a file is not YAML', async () => {
  const files = await ContractFiles.read(await contract(FILES));
  expect(() => files.edit('openapi.yaml', (text) => `${text}  - a`)).toThrow(
    /^openapi\.yaml: no draft fits in how the file is written: /,
  );
  expect(files.changes()).toEqual([]);
});

it('leaves the contract as it was if a file cannot be written', async () => {
  const folder = await contract(FILES);
  const { files } = await draft(folder, CHANGES);
  // A folder where the last file has to be.
  await mkdir(join(folder, 'webhooks/fund-notification.yaml'));
  await expect(writeDraft(folder, files)).rejects.toThrow(
    /webhooks.fund-notification\.yaml cannot be written: EISDIR.*\. Nothing was drafted\.$/,
  );
  for (const [file, text] of Object.entries(FILES))
    expect(await readFile(join(folder, file), 'utf8')).toBe(text);
});

/** A folder with the files of a contract. */
async function contract(files: Readonly<Record<string, string>>): Promise<string> {
  const parent = await mkdtemp(join(root, 'contract-'));
  for (const [file, text] of Object.entries(files)) {
    const path = join(parent, 'openapi', file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return join(parent, 'openapi');
}

/** Writes a draft. @returns what was left out. */
async function written(folder: string, changes: readonly ContractChange[]): Promise<unknown> {
  const { files, leftOut } = await draft(folder, changes);
  await writeDraft(folder, files);
  return leftOut;
}

/** A text after a change of all values in it. */
function rewritten(text: string, change: (node: Node, id: number) => void): string {
  const document = parseDocument(text);
  let id = 0;
  visit(document, {
    Node(key, node) {
      id += 1;
      if (key !== 'key') change(node, id);
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** A document without what only the forms need. */
function withoutParts(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    /^x-(none|ids|transfer)$/.test(key) ? undefined : value,
  );
}
