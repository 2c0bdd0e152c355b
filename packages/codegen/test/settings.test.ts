import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ContractOptions, generateTypes, readContract } from '../src/index.ts';
import { run } from '../src/program.ts';
import { load, temporaryFolder, writeAll } from './workbench.ts';

// A contract of another platform: closed objects, closed enums, no extensions of ours.
const DOCUMENT = `openapi: 3.1.0
info: { title: A shop, version: '1' }
webhooks:
  order.changed:
    post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } }
  pet.changed:
    post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
components:
  schemas:
    Order:
      type: object
      additionalProperties: false
      required: [id, status]
      properties:
        id: { type: string, format: uuid }
        kind: { type: string, enum: [order] }
        status: { $ref: '#/components/schemas/Status' }
        tags: { type: array, items: { type: string, enum: [a, b] } }
        mail: { type: string, format: email }
        price: { oneOf: [{ $ref: '#/components/schemas/Money' }, { $ref: '#/components/schemas/Points' }] }
    Status: { type: string, enum: [OPEN, DONE] }
    Money: { type: object, additionalProperties: false, properties: { amount: { type: string } } }
    Points: { type: object, additionalProperties: false, properties: { points: { type: integer } } }
    Pet:
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
      discriminator: { propertyName: type }
    Cat:
      type: object
      additionalProperties: false
      required: [type, lives]
      properties: { type: { const: cat }, lives: { type: integer } }
    Dog:
      type: object
      additionalProperties: false
      required: [type, bark]
      properties: { type: { const: dog }, bark: { type: string, enum: [loud, soft] } }
`;

const ID = '0b7f6f1e-3d52-4c70-9b1f-0d5ad4a1c0de';

type Verdict = {
  readonly valid: boolean;
  readonly observations?: readonly { pointer: string; kind: string }[];
};

/** Validates bodies; the result is `invalid`, or the observations as `pointer kind`. */
async function validatorsWith(tolerance: ContractOptions['tolerance']) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'openapi.yaml'), DOCUMENT);
  const contract = await readContract(join(folder, 'openapi.yaml'), tolerance && { tolerance });
  const { files } = await generateTypes(contract);
  await writeAll(folder, files);
  const { validate } = await load<{ validate: (eventType: string, body: unknown) => Verdict }>(
    folder,
    'validators/index.js',
  );
  const types = files.find(({ path }) => path === 'types.d.ts')?.content ?? '';
  const verdict = (eventType: string, body: object) => {
    const { valid, observations = [] } = validate(eventType, body);
    return valid ? observations.map(({ pointer, kind }) => `${pointer} ${kind}`) : 'invalid';
  };
  return {
    types,
    order: (body: object) => verdict('order.changed', { id: ID, status: 'OPEN', ...body }),
    pet: (body: object) => verdict('pet.changed', body),
  };
}

describe('without settings, a closed contract', () => {
  it('refuses values, properties and alternatives that it does not know', async () => {
    const { order, pet } = await validatorsWith(undefined);
    expect(order({})).toEqual([]);
    expect(pet({ type: 'cat', lives: 9 })).toEqual([]);
    for (const unknown of [{ status: 'NEW' }, { tags: ['c'] }, { more: 1 }, { mail: 'no address' }])
      expect(order(unknown)).toBe('invalid');
    expect(pet({ type: 'fish' })).toBe('invalid');
  });
});

describe('with all enums and objects open, a contract of another platform', () => {
  const allOpen = () => validatorsWith({ openEnums: 'all', openObjects: 'all' });

  it('accepts what it does not know, and observes it', async () => {
    const all = await allOpen();
    expect(all.order({ status: 'NEW' })).toEqual(['/status unknown-value']);
    expect(all.order({ tags: ['a', 'c'] })).toEqual(['/tags/1 unknown-value']);
    expect(all.order({ more: 1 })).toEqual(['/more unknown-property']);
    expect(all.pet({ type: 'dog', bark: 'odd' })).toEqual(['/bark unknown-value']);
  });

  it('still refuses what is wrong', async () => {
    const all = await allOpen();
    expect(all.order({ status: 1 })).toBe('invalid');
    expect(all.order({ id: undefined })).toBe('invalid');
    expect(all.pet({ type: 'cat', lives: 'nine' })).toBe('invalid');
    expect(all.pet({ lives: 9 })).toBe('invalid');
  });

  it('keeps a list of one value closed: it is a constant', async () => {
    const all = await allOpen();
    expect(all.order({ kind: 'order' })).toEqual([]);
    expect(all.order({ kind: 'return' })).toBe('invalid');
  });

  it('observes an unknown value of a discriminator, and validates the known ones against their alternatives', async () => {
    const all = await allOpen();
    expect(all.pet({ type: 'fish' })).toEqual(['/type unknown-value']);
    expect(all.pet({ type: 'cat' })).toBe('invalid');
    expect(all.pet({ type: 'dog', bark: 'loud' })).toEqual([]);
  });

  it('accepts a body that matches several alternatives: open objects do not exclude each other', async () => {
    const all = await allOpen();
    expect(all.order({ price: { amount: '1' } })).toEqual([]);
    expect(all.order({ price: { points: 1 } })).toEqual([]);
    expect(all.order({ price: {} })).toEqual([]);
    expect(all.order({ price: { amount: 1, points: 'x' } })).toBe('invalid');
  });

  it('says so in the types', async () => {
    const all = await allOpen();
    expect(all.types).toContain('tags?: ("a" | "b" | (string & Record<never, never>))[]');
    expect(all.types).toMatch(/Status: "OPEN" \| "DONE" \| \(string & Record<never, never>\);/);
    expect(all.types).toMatch(
      /Pet: .*"Cat"\] \| .*"Dog"\] \| \{\s+\/\*\* @enum \{string\} \*\/\s+type: \(string & Record<never, never>\);/,
    );
    expect(all.types).toContain('type: "cat";');
  });
});

describe('settings by JSON Pointer', () => {
  it('open the schema at the pointer and those inside it, and no others', async () => {
    const { order, pet } = await validatorsWith({
      openEnums: [
        '#/components/schemas/Order/properties/status',
        '#/components/schemas/Order/properties/kind',
      ],
      openObjects: ['#/components/schemas/Order'],
    });
    expect(order({ status: 'NEW' })).toEqual(['/status unknown-value']);
    expect(order({ kind: 'return' })).toEqual(['/kind unknown-value']);
    expect(order({ more: 1 })).toEqual(['/more unknown-property']);
    expect(order({ tags: ['c'] })).toBe('invalid');
    expect(pet({ type: 'dog', bark: 'odd' })).toBe('invalid');
    expect(pet({ type: 'dog', bark: 'loud', more: 1 })).toBe('invalid');
  });

  it('are refused if they lead to nothing that is closed', async () => {
    await expect(
      validatorsWith({ openEnums: ['#/components/schemas/Cat', '#/components/schemas/No'] }),
    ).rejects.toThrow(
      /openapi\.yaml:27: the setting `openEnums` has `#\/components\/schemas\/Cat`: expected .* with an enum at it or inside.*\n.*openapi\.yaml:9: .*schemas\/No`/,
    );
  });
});

describe('formats', () => {
  it.each([
    ['assert', 'invalid', 'invalid'],
    ['note', [], []],
    [['uuid'], 'invalid', []],
  ] as const)('%j', async (formats, id, mail) => {
    const { order, types } = await validatorsWith({ formats });
    expect(order({ id: 'x' })).toEqual(id);
    expect(order({ mail: 'x' })).toEqual(mail);
    expect(types).toContain('/** Format: email */');
  });
});

interface Outcome {
  readonly code: number;
  readonly err: string;
}

async function generate(folder: string, ...args: string[]): Promise<Outcome> {
  let err = '';
  const code = await run(['generate', ...args], {
    out: () => {},
    err: (text) => {
      err += text.replaceAll(`${folder}/`, '');
    },
  });
  return { code, err };
}

describe('the file of settings', () => {
  it('names the document, the folders, overlays and tolerance; paths are relative to it', async () => {
    const folder = await temporaryFolder();
    await writeAll(folder, [
      { path: 'contract/openapi.yaml', content: DOCUMENT },
      { path: 'contract/overlay.yaml', content: OVERLAY },
      {
        path: 'codegen.config.yaml',
        content:
          'document: contract/openapi.yaml\ntypes: types\noverlays: [contract/overlay.yaml]\nopenEnums: all\n',
      },
    ]);
    const { code, err } = await generate(folder, '--config', join(folder, 'codegen.config.yaml'));
    expect([code, err]).toEqual([
      0,
      'warning: contract/overlay.yaml:11: `$.components.schemas.Nothing` selects nothing in the document; the action changes nothing (at #/actions/3/target)\n',
    ]);
    const { registry } = await load<{ registry: object }>(folder, 'types/index.js');
    expect(registry).toMatchObject({
      ORDER_CHANGED: { path: '/hooks/orders', subject: 'id', occurredAt: 'changedAt' },
      'pet.changed': { path: '/pet-changed' },
    });
    expect(await readFile(join(folder, 'contract/openapi.yaml'), 'utf8')).toBe(DOCUMENT);
  });

  it('is refused with a line for each fault', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, 'codegen.config.yaml'),
      'document: 5\nopenEnum: all\nopenEnums: some\nopenObjects: [/components]\nformats: {}\nnetwork: yes\noverlays: a.yaml\n',
    );
    const { code, err } = await generate(folder, '--config', join(folder, 'codegen.config.yaml'));
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      'codegen.config.yaml:1: `document`: expected a path, found 5',
      expect.stringMatching(
        /^codegen\.config\.yaml:2: `openEnum` is no setting; expected one of document, types, /,
      ),
      expect.stringMatching(
        /^codegen\.config\.yaml:3: `openEnums`: expected `document`, `all`, `none`, or a list .*, found "some"$/,
      ),
      expect.stringMatching(
        /^codegen\.config\.yaml:4: `openObjects`: expected .*, found \["\/components"\]$/,
      ),
      'codegen.config.yaml:5: `formats`: expected `assert`, `note`, or a list of the formats that are asserted, found {}',
      'codegen.config.yaml:6: `network`: expected `true` or `false`, found "yes"',
      'codegen.config.yaml:7: `overlays`: expected a list of paths, found "a.yaml"',
      '',
    ]);
  });

  it.each([
    ['no YAML', 'a: [', /^codegen\.config\.yaml:\d+: expected YAML: /],
    ['a list', '[a]', /^codegen\.config\.yaml:1: expected a mapping of settings/],
  ])('is refused if it is %s', async (_what, text, expected) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'codegen.config.yaml'), text);
    const { code, err } = await generate(folder, '--config', join(folder, 'codegen.config.yaml'));
    expect(code).toBe(2);
    expect(err).toMatch(expected);
  });
});

const OVERLAY = `overlay: 1.0.0
info: { title: Our names, version: '1' }
actions:
  - target: $.webhooks['order.changed']
    update: { x-event-type: ORDER_CHANGED, x-path: /hooks/orders }
  - target: $.webhooks['order.changed'].post
    update: { x-subject: id, x-occurred-at: changedAt }
  - target: $.components.schemas.Status
    update:
      x-extensible: true
  - target: $.components.schemas.Nothing
    update: { a: 1 }
`;

describe('an overlay', () => {
  it.each([
    ['that does not exist', undefined, /^overlay\.yaml: expected an Overlay 1\.0 document: ENOENT/],
    ['of another version', 'overlay: 2.0.0\n', /^overlay\.yaml: expected an Overlay 1\.0 document$/m],
    [
      'with a target that is no JSONPath',
      'overlay: 1.0.0\nactions:\n  - { target: "$[", update: {} }\n',
      /^overlay\.yaml:3: Invalid JSONPath expression: .* \(at #\/actions\/0\/target\)$/m,
    ],
    [
      'that contradicts the document',
      'overlay: 1.0.0\nactions:\n  - { target: $.webhooks, update: 5 }\n',
      /^overlay\.yaml:3: Cannot apply number to object/m,
    ],
  ])('%s is refused', async (_what, overlay, expected) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'openapi.yaml'), DOCUMENT);
    if (overlay !== undefined) await writeFile(join(folder, 'overlay.yaml'), overlay);
    const options = ['--types', join(folder, 'types'), '--overlay', join(folder, 'overlay.yaml')];
    const { code, err } = await generate(folder, join(folder, 'openapi.yaml'), ...options);
    expect(code).toBe(2);
    expect(err).toMatch(expected);
  });

  it('can repair a document', async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, 'openapi.yaml'),
      `${DOCUMENT.replace('{ type: string, format: email }', "{ $ref: '#/components/schemas/Gone' }")}    Odd: { $ref: no.yaml }\n`,
    );
    await writeFile(
      join(folder, 'overlay.yaml'),
      'overlay: 1.0.0\nactions:\n  - { target: $.components.schemas, update: { Gone: { type: string } } }\n  - { target: $.components.schemas.Odd, remove: true }\n',
    );
    const file = join(folder, 'openapi.yaml');
    await expect(readContract(file)).rejects.toThrow(
      /openapi\.yaml:19: Can't resolve \$ref \(at #\/components\/schemas\/Order\/properties\/mail\)$/,
    );
    await expect(readContract(file, { overlays: [join(folder, 'overlay.yaml')] })).resolves.toMatchObject({
      warnings: [],
    });
  });
});
