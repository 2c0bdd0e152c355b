import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../src/program.ts';
import { referencedFiles } from '../src/project/source-files.ts';
import { watchFiles } from '../src/project/watch.ts';
import { temporaryFolder } from './workbench.ts';

const DOCUMENT = `
openapi: 3.1.0
info: { title: Shop, version: 1.0.0 }
security: []
webhooks:
  order.changed:
    post:
      requestBody:
        content: { application/json: { schema: { $ref: schemas/order.yaml } } }
      responses: { 200: { description: Taken in. } }
`;

const OVERLAY = `
overlay: 1.0.0
info: { title: Decisions, version: 1.0.0 }
actions: [{ target: "$.webhooks['order.changed']", update: { x-path: /PATH } }]
`;

/** A project whose generated files, those of a receiver, are quick to generate. Gives what the program has said so far. */
async function watched() {
  const folder = await temporaryFolder();
  const write = async (path: string, text: string) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await write('shop.yaml', DOCUMENT);
  await write('schemas/order.yaml', 'type: object\nproperties: { id: { type: string } }\n');
  await write('shop.overlay.yaml', OVERLAY.replace('PATH', 'first'));
  await write('codegen.config.yaml', 'document: shop.yaml\noverlays: [shop.overlay.yaml]\nreceiver: out\n');
  const controller = new AbortController();
  let said = '';
  const say = (text: string) => {
    said += text;
  };
  const args = ['generate', '--watch', '--config', join(folder, 'codegen.config.yaml')];
  const ended = run(args, { out: say, err: say }, controller.signal);
  onTestFinished(async () => {
    controller.abort();
    await ended;
  });
  /** Waits until the program waits for the next change. @returns what it has said since then. */
  const rests = async () => {
    await expect.poll(() => said, { interval: 20 }).toContain('Press Ctrl+C to end.');
    const since = said.replaceAll(folder, '');
    said = '';
    return since;
  };
  const generated = async () => (await readFile(join(folder, 'out/receiver.json'), 'utf8')).toString();
  await rests();
  return { folder, write, rests, generated, end: () => controller.abort(), ended };
}

describe('codegen generate --watch', () => {
  it('generates again after a change of the document, of a file in it, of the overlay and of the settings', async () => {
    const { write, rests, generated } = await watched();
    expect(await generated()).toContain('"/first"');

    await write('shop.yaml', DOCUMENT.replace('Taken in.', 'Stored.'));
    expect(await rests()).toContain('/shop.yaml has changed.');
    expect(await generated()).toContain('Stored.');

    await write('schemas/order.yaml', 'type: object\nproperties: { total: { type: number } }\n');
    expect(await rests()).toContain('/schemas/order.yaml has changed.');
    expect(await generated()).toContain('total');

    await write('shop.overlay.yaml', OVERLAY.replace('PATH', 'second'));
    expect(await rests()).toContain('/shop.overlay.yaml has changed.');
    expect(await generated()).toContain('"/second"');

    await write('codegen.config.yaml', 'document: shop.yaml\nreceiver: out\n');
    expect(await rests()).toContain('/codegen.config.yaml has changed.');
    expect(await generated()).toContain('"/order-changed"');
  });

  it('says what is wrong with the document or the settings, and waits for the correction', async () => {
    const { folder, write, rests, generated } = await watched();
    await write('shop.yaml', `${DOCUMENT}bad: [\n`);
    expect(await rests()).toMatch(/shop\.yaml:\d+: expected YAML or JSON: /);
    await write('shop.yaml', DOCUMENT.replace('order.yaml', 'parcel.yaml'));
    expect(await rests()).toContain("Can't resolve $ref");
    await write('schemas/parcel.yaml', 'type: object\nproperties: { weight: { type: number } }\n');
    expect(await rests()).toContain('/schemas/parcel.yaml has changed.');
    expect(await generated()).toContain('weight');

    await write('codegen.config.yaml', 'document: 5\n');
    expect(await rests()).toContain('`document`: expected a path, found 5');
    await rm(join(folder, 'codegen.config.yaml'));
    expect(await rests()).toContain('codegen.config.yaml: ENOENT');
    await write('codegen.config.yaml', 'document: shop.yaml\nreceiver: out\n');
    expect(await rests()).toContain('out/receiver.json');
  });

  it('ends with 0 at Ctrl+C', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'shop.yaml'), DOCUMENT);
    const cli = fileURLToPath(new URL('../bin/codegen.cjs', import.meta.url));
    const args = [cli, 'generate', 'shop.yaml', '--receiver', 'out', '--watch'];
    const program = spawn(process.execPath, args, { cwd: folder });
    onTestFinished(() => void program.kill('SIGKILL'));
    let out = '';
    program.stdout.on('data', (chunk) => {
      out += chunk;
    });
    await expect.poll(() => out, { interval: 20 }).toContain('Press Ctrl+C to end.');
    const code = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGINT');
    expect(await code).toBe(0);
  });
});

describe('watching', () => {
  /** Counts runs; the files are named by the test. */
  async function runs(onRun: (count: number) => Promise<void>) {
    const folder = await temporaryFolder();
    const file = join(folder, 'a.yaml');
    await writeFile(file, '0');
    const controller = new AbortController();
    const seen: string[] = [];
    let rests = 0;
    const run = async () => {
      seen.push(await readFile(file, 'utf8'));
      await onRun(seen.length);
      return [file];
    };
    const output = {
      out: (text: string) => {
        if (text.startsWith('Watching')) rests += 1;
      },
      err: () => undefined,
    };
    const ended = watchFiles({ always: [], roots: async () => [file], run }, output, controller.signal);
    onTestFinished(async () => {
      controller.abort();
      await ended;
    });
    const expectRuns = async (count: number) =>
      expect.poll(() => [seen.length, rests]).toEqual([count, count]);
    return { file, seen, expectRuns };
  }

  it('loses no change that is made while it generates', async () => {
    let file = '';
    const first = Promise.withResolvers<void>();
    const watching = await runs(async (count) => {
      await first.promise;
      if (count === 1) await writeFile(file, 'during the first run');
    });
    file = watching.file;
    first.resolve();
    await watching.expectRuns(2);
    expect(watching.seen).toEqual(['0', 'during the first run']);
  });

  it('generates once for many changes within a moment', async () => {
    const { file, seen, expectRuns } = await runs(async () => undefined);
    await expectRuns(1);
    for (let change = 1; change <= 20; change += 1) {
      await writeFile(file, String(change));
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await expectRuns(2);
    expect(seen).toEqual(['0', '20']);
  });
});

describe('the files of a document', () => {
  it('are found by its text, with mistakes, in any style, and without the network', async () => {
    const folder = await temporaryFolder();
    const file = (name: string) => join(folder, name);
    await writeFile(
      file('root.yaml'),
      `a: { $ref: a.yaml }
b: {"$ref": "sub/b.json#/x"}
c:
  $ref: 'c d.yaml#/components/schemas/A'
d: [ $ref: '#/a', {$ref: https://example.com/x.yaml}
`,
    );
    await writeFile(file('a.yaml'), '$ref: ./root.yaml');
    await mkdir(file('sub'));
    await writeFile(file('sub/b.json'), '{ "$ref": "../missing.json" ');
    const names = ['a.yaml', 'c d.yaml', 'missing.json', 'root.yaml', 'sub/b.json'];
    expect([...(await referencedFiles([file('root.yaml')]))].sort()).toEqual(names.map(file));
  });
});
