import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { readContract } from '../src/contract.ts';
import { initProject } from '../src/init/init.ts';
import { readSettings } from '../src/settings.ts';
import { registryModule } from '../src/types/registry.ts';
import { temporaryFolder } from './workbench.ts';

const RESPONSES = 'responses: { 200: { description: Taken in. } }';
const body = (schema: string) =>
  `requestBody: { content: { application/json: { schema: ${schema} } } }, ${RESPONSES}`;

const SHOP = `
openapi: 3.1.0
info: { title: "A shop: its\\nwebhooks", version: 1.0.0 }
webhooks:
  order.changed: { post: { ${body("{ $ref: '#/components/schemas/Order' }")} } }
  it's: { $ref: '#/components/pathItems/a~1b' }
  "a \\"b\\" \\\\ c": { post: { ${body('{ properties: { event_type: { const: THE_TYPE }, sentAt: { type: string } } }')} } }
  shared: { $ref: '#/components/pathItems/a~1b' }
  Order Changed: { post: { ${body('true')} } }
  "yes": { x-event-type: CONFIRMED, x-path: /yes, post: { x-subject: id, x-occurred-at: false, ${body("{ $ref: '#/components/schemas/Order' }")} } }
  no.body: { post: { ${RESPONSES} } }
components:
  pathItems:
    a/b: { put: { ${body("{ allOf: [{ $ref: '#/components/schemas/Order' }, { properties: { orderId: { format: uuid } } }] }")} } }
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: { type: string }
        customer_id: { type: [string, 'null'] }
        paid: { type: boolean }
        idea: { type: string }
        lines: { type: array, items: { properties: { lineId: { type: string } } } }
        changedAt: { type: string, format: date-time }
`;

/** What the command has said. */
interface Said {
  out: string;
  err: string;
  isReady: boolean;
}

async function init(folder: string, document = 'shop.yaml', network = false): Promise<Said> {
  const said: Said = { out: '', err: '', isReady: false };
  const output = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  const file = document.startsWith('http') ? document : join(folder, document);
  said.isReady = await initProject({ document: file, network, folder }, output);
  return said;
}

async function project(document = SHOP): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'shop.yaml'), document);
  return folder;
}

const text = (folder: string, file: string) => readFile(join(folder, file), 'utf8');

describe('codegen init', () => {
  it('sets up a project in a folder that has only a document, and says what is next', async () => {
    const folder = await project();
    const { out, err, isReady } = await init(folder);
    expect([err, isReady]).toEqual(['', true]);
    const files = [
      'codegen.config.yaml',
      'shop.overlay.yaml',
      'package.json',
      'tsconfig.json',
      'src/receiver.ts',
    ];
    for (const file of files) expect(out).toContain(`  written  ${file}\n`);
    expect((await readdir(folder)).sort()).toEqual([
      'codegen.config.yaml',
      'package.json',
      'shop.overlay.yaml',
      'shop.yaml',
      'src',
      'tsconfig.json',
    ]);
    expect(out).toContain(`Next:
  1. npm install --save-dev @partner-webhooks/codegen typescript @types/node
  2. Decide what shop.overlay.yaml asks.
  3. npm run generate
  4. npx tsc
  5. node dist/receiver.js
`);
    expect(await readSettings(join(folder, 'codegen.config.yaml'))).toMatchObject({
      document: join(folder, 'shop.yaml'),
      overlays: [join(folder, 'shop.overlay.yaml')],
      types: join(folder, 'generated'),
      command: 'npm run generate',
      network: false,
      tolerance: { openEnums: 'all', openObjects: 'all', formats: 'assert' },
    });
  });

  it('leaves every file as it is when it is repeated', async () => {
    const folder = await project();
    await init(folder);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) =>
      each.isFile(),
    );
    const contents = () =>
      Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
    await writeFile(join(folder, 'src/receiver.ts'), '// mine\n');
    await writeFile(join(folder, 'shop.overlay.yaml'), '# mine\n');
    const before = await contents();
    const { out } = await init(folder);
    expect(out).not.toMatch(/written|changed {2}/);
    expect(out.match(/ {2}kept {5}/g)).toHaveLength(5);
    expect(await contents()).toEqual(before);
  });

  it('says that settings which are there already name another document', async () => {
    const folder = await project();
    await init(folder);
    await writeFile(join(folder, 'other.yaml'), SHOP);
    expect((await init(folder, 'other.yaml')).out).toMatch(
      /codegen\.config\.yaml was there already\. Its document is .*shop\.yaml/,
    );
  });

  it.each([
    ['package-lock.json', 'npm run generate', 'npm install --save-dev '],
    ['pnpm-lock.yaml', 'pnpm run generate', 'pnpm add --save-dev '],
    ['yarn.lock', 'yarn run generate', 'yarn add --dev '],
    ['bun.lock', 'bun run generate', 'bun add --dev '],
  ])('names the commands of the package manager that wrote %s', async (lock, generate, add) => {
    const folder = await project();
    await writeFile(join(folder, lock), '');
    const { out } = await init(folder);
    expect(out).toContain(add);
    expect(out).toContain(generate);
    expect((await readSettings(join(folder, 'codegen.config.yaml'))).command).toBe(generate);
  });

  it('names only the packages that the project does not have', async () => {
    const folder = await project();
    await writeFile(
      join(folder, 'package.json'),
      '{ "devDependencies": { "typescript": "*", "@types/node": "*" } }',
    );
    expect((await init(folder)).out).toContain('npm install --save-dev @partner-webhooks/codegen\n');
  });
});

describe('the overlay of a new project', () => {
  it('asks for each webhook what the document does not say, and names the candidates', async () => {
    const folder = await project();
    await init(folder);
    const overlay = await text(folder, 'shop.overlay.yaml');
    expect(overlay.slice(overlay.indexOf('overlay: 1.0.0'))).toMatchInlineSnapshot(`
      "overlay: 1.0.0
      info: { title: "Decisions about A shop: its\\nwebhooks", version: 1.0.0 }
      actions:
        - target: $.webhooks['order.changed']
          update:
            x-event-type: order.changed
            x-path: /order-changed
            post:
              x-subject: false # id, customer_id
              x-occurred-at: false # changedAt
        - target: $.webhooks["it's"]
          update:
            x-event-type: it's
            x-path: /it-s
        - target: $.components.pathItems['a/b'].put
          update:
            x-subject: false # id, customer_id, orderId
            x-occurred-at: false # changedAt
        - target: $.webhooks["a \\"b\\" \\\\ c"]
          update:
            x-event-type: a "b" \\ c # the payload has event_type: THE_TYPE
            x-path: /a-b-c
            post:
              x-occurred-at: false # sentAt
        - target: $.webhooks.shared
          update:
            x-event-type: shared
            x-path: /shared
        - target: $.webhooks['Order Changed']
          update:
            x-event-type: Order Changed
            x-path: /order-changed-2
      "
    `);
  });

  it('changes nothing as it is, and all of its targets exist', async () => {
    const folder = await project();
    await init(folder);
    const file = join(folder, 'shop.yaml');
    const [without, withOverlay] = await Promise.all([
      readContract(file),
      readContract(file, { overlays: [join(folder, 'shop.overlay.yaml')] }),
    ]);
    expect(withOverlay.webhooks).toEqual(without.webhooks);
    expect(registryModule(withOverlay)).toEqual(registryModule(without));
    // The overlay sets the paths, so that they are no longer a surprise.
    expect(without.warnings.filter((each) => !each.includes('x-path'))).toEqual(withOverlay.warnings);
  });

  it('is not written if the document says everything', async () => {
    const folder = await project(`
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
webhooks:
  a: { x-event-type: A, x-path: /a, post: { ${body('{ properties: { state: { enum: [on], x-extensible: true } } }')} } }
`);
    const { out } = await init(folder);
    expect(out).not.toContain('overlay');
    const settings = await readSettings(join(folder, 'codegen.config.yaml'));
    expect(settings.overlays).toBeUndefined();
    // It says itself which enums are open.
    expect(settings.tolerance).toMatchObject({ openEnums: 'document', openObjects: 'document' });
  });
});

describe('package.json', () => {
  const ADDED = `"generate": "codegen generate"`;

  it.each([
    [
      'two spaces',
      '{\n  "name": "a",\n  "scripts": {\n    "test": "true"\n  },\n  "x": [1, 2]\n}\n',
      `    "test": "true",\n    ${ADDED},\n`,
    ],
    ['tabs', '{\n\t"scripts": {\n\t\t"test": "true"\n\t}\n}', `\t\t"test": "true",\n\t\t${ADDED},\n`],
    [
      'lines that end with CR and LF',
      '{\r\n  "scripts": {\r\n    "test": "true"\r\n  }\r\n}\r\n',
      `    "test": "true",\r\n    ${ADDED},\r\n`,
    ],
    ['one line', '{"scripts": {"test": "true"}}', `{"test": "true", ${ADDED}, `],
    ['no scripts', '{\n    "name": "a"\n}\n', `    "name": "a",\n    "scripts": {\n        ${ADDED},\n`],
    ['no scripts, on one line', '{"name": "a"}', `{"name": "a", "scripts": { ${ADDED}, `],
    ['empty scripts', '{\n  "scripts": {}\n}\n', `  "scripts": {\n    ${ADDED},\n`],
    ['nothing', '{}', `{\n  "scripts": {\n    ${ADDED},\n`],
    ['a byte order mark', '\uFEFF{\n  "scripts": { "test": "true" }\n}\n', `{ "test": "true", ${ADDED}, `],
    [
      'scripts in other objects',
      '{\n  "x": { "scripts": {} },\n  "scripts": {\n    "a": "{}"\n  }\n}\n',
      `    "a": "{}",\n    ${ADDED},\n`,
    ],
  ])('keeps its formatting, with %s', async (_what, before, expected) => {
    const folder = await project();
    await writeFile(join(folder, 'package.json'), before);
    expect((await init(folder)).out).toContain(
      '  changed  package.json: added the scripts generate, generate:check, generate:watch\n',
    );
    const after = await text(folder, 'package.json');
    expect(after).toContain(expected);
    const { scripts = {}, ...rest } = JSON.parse(before.replace('\uFEFF', ''));
    expect(JSON.parse(after.replace('\uFEFF', ''))).toEqual({
      ...rest,
      scripts: {
        ...scripts,
        generate: 'codegen generate',
        'generate:check': 'codegen generate --check',
        'generate:watch': 'codegen generate --watch',
      },
    });
    // Nothing was taken away: what is new stands at one place.
    const isAt = (place: number) =>
      after.startsWith(before.slice(0, place)) && after.endsWith(before.slice(place));
    expect([...before].some((_, place) => isAt(place))).toBe(true);
  });

  it('keeps a script of the user that has the name of one of its own', async () => {
    const folder = await project();
    await writeFile(join(folder, 'package.json'), '{\n  "scripts": {\n    "generate": "make"\n  }\n}\n');
    expect((await init(folder)).out).toContain(
      '  kept     package.json: its script generate; codegen would have `codegen generate`\n',
    );
    expect(JSON.parse(await text(folder, 'package.json')).scripts).toMatchObject({
      generate: 'make',
      'generate:check': 'codegen generate --check',
    });
  });

  it.each(['{', '[]', '{ "scripts": 5 }', '// no JSON\n{}', '{ "a": 1, }'])(
    'is kept if it is %j, and the rest is set up',
    async (manifest) => {
      const folder = await project();
      await writeFile(join(folder, 'package.json'), manifest);
      const { out, isReady } = await init(folder);
      expect([await text(folder, 'package.json'), isReady]).toEqual([manifest, true]);
      expect(out).toContain(
        '  kept     package.json: expected a JSON object with `scripts`; no script was added\n',
      );
      expect(out).toContain('  written  tsconfig.json\n');
    },
  );
});

describe('the first receiver', () => {
  it.each([
    ['in a package of ES modules', '\uFEFF{ "type": "module" }', '.js'],
    ['in a package as `npm init` makes it', '{ "type": "commonjs" }', '.cjs'],
    ['in a package that does not say its type', '{ "x": { "type": "module" } }', '.cjs'],
    ['in a package that is broken', '{ "type": "module"', '.cjs'],
    ['without a package', undefined, '.js'],
  ])('%s loads the generated modules that fit', async (_where, manifest, extension) => {
    const folder = await project();
    if (manifest !== undefined) await writeFile(join(folder, 'package.json'), manifest);
    await init(folder);
    expect(await text(folder, 'src/receiver.ts')).toContain(`'../generated/parse${extension}'`);
  });
});

describe('codegen init, with a document that cannot be used', () => {
  it.each([
    ['that is missing', undefined, 'no such file'],
    ['that is no OpenAPI', 'a: 1\n', 'expected OpenAPI 3.1'],
    ['of OpenAPI 3.0', 'openapi: 3.0.3\ninfo: {}\n', 'convert the document to OpenAPI 3.1'],
    ['without webhooks', 'openapi: 3.1.0\ninfo: { title: A, version: "1" }\npaths: {}\n', 'no webhook'],
  ])('%s, writes nothing', async (_what, document, message) => {
    const folder = await temporaryFolder();
    if (document !== undefined) await writeFile(join(folder, 'shop.yaml'), document);
    await expect(init(folder)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual(document === undefined ? [] : ['shop.yaml']);
  });

  it('with faults in its webhooks, sets up the project, so that the overlay can correct them', async () => {
    const folder = await project(SHOP.replace('type: boolean', 'type: bool'));
    const { err, isReady } = await init(folder);
    expect(isReady).toBe(false);
    expect(err).toContain('`type`: expected');
    expect(err).toContain('Correct these faults by actions in shop.overlay.yaml, not in the document.');
    const overlay = join(folder, 'shop.overlay.yaml');
    const { actions, ...rest } = parse(await readFile(overlay, 'utf8'));
    actions.push({ target: '$.components.schemas.Order.properties.paid', update: { type: 'boolean' } });
    await writeFile(overlay, JSON.stringify({ ...rest, actions }));
    const { webhooks } = await readContract(join(folder, 'shop.yaml'), { overlays: [overlay] });
    expect(webhooks.map(({ eventType }) => eventType)).toContain('order.changed');
  });
});

describe('codegen init, with a document on the network', () => {
  async function serve(path: string, text: string, status = 200): Promise<string> {
    const server = createServer((request, response) => {
      response.writeHead(request.url === path ? status : 404).end(text);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('refuses it unless --network asks for it', async () => {
    const folder = await temporaryFolder();
    await expect(init(folder, 'https://example.com/shop.yaml')).rejects.toThrow('pass --network');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['/docs/shop.yaml', 'shop.yaml'],
    ['/latest', 'openapi.yaml'],
    ['/a%2F..%2Fb.yml?x=1', 'a-..-b.yml'],
  ])('downloads %s to %s with --network', async (path, file) => {
    const folder = await temporaryFolder();
    const origin = await serve(path, SHOP);
    const { isReady } = await init(folder, origin + path, true);
    expect(isReady).toBe(true);
    expect(await text(folder, file)).toBe(SHOP);
    expect((await readSettings(join(folder, 'codegen.config.yaml'))).document).toBe(join(folder, file));
  });

  it.each([
    ['a page', '<html>Log in</html>', 200, 'expected an OpenAPI document'],
    ['an error', SHOP, 500, 'found HTTP status 500'],
    [
      'one of several files',
      SHOP.replace("'#/components/schemas/Order'", 'order.yaml'),
      200,
      'it refers to another file, order.yaml',
    ],
  ])('refuses %s, and writes nothing', async (_what, answer, status, message) => {
    const folder = await temporaryFolder();
    const origin = await serve('/shop.yaml', answer, status);
    await expect(init(folder, `${origin}/shop.yaml`, true)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });
});
