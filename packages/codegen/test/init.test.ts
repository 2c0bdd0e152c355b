import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContract } from '../src/contract.ts';
import { readSettings } from '../src/settings.ts';
import { registryModule } from '../src/types/registry.ts';
import { body, init, project, SHOP, text } from './initialized-project.ts';

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
