import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Copy, copyRepository } from './copy.ts';

// The steps of a breaking change of the contract: each step does what the step before has demanded.

const ROOT = 'openapi/openapi.yaml';
const PAYLOAD = 'openapi/schemas/TransferNotification.yaml';
const CHANGESET = '.changeset/transfers-without-product.md';
const CHANGELOG = 'packages/types/CHANGELOG.md';

let copy: Copy;
beforeAll(async () => {
  copy = await copyRepository();
});
afterAll(() => copy?.remove());

const read = (path: string) => readFile(join(copy.folder, path), 'utf8');
const write = (path: string, text: string) => writeFile(join(copy.folder, path), text);
const edit = async (path: string, from: string | RegExp, to: string) => {
  const text = await read(path);
  expect(text).toMatch(from);
  await write(path, text.replace(from, to));
};
const compare = () => copy.run('turbo', ['run', 'drift:release']);
const release = () => copy.run('node', ['--conditions=source', 'tooling/release/src/release.ts']);

describe('a breaking change of the contract', () => {
  let report: string;

  it('fails the test command, which rates it and says what to do', async () => {
    expect(JSON.parse(await read('package.json')).scripts.test).toMatch(/\bdrift:release\b/);
    expect(await compare()).toMatchObject({ code: 0 });

    await edit(PAYLOAD, '  - customerProductId\n', '');
    const { code, output } = await compare();
    expect(code).not.toBe(0);
    expect(output).toContain(
      'breaking for receivers: TRANSFER_NOTIFICATION /customerProductId: the property is no longer required.',
    );
    expect(output).toContain(`${PAYLOAD}:3\n`);
    report = output.replaceAll(/^\S+:drift:release: ?/gm, '');
  });

  it('passes it with the demanded version and changeset, and not with one of them', async () => {
    const [, version = ''] = /set it to (\S+)\.$/m.exec(report) ?? [];
    expect(version).toMatch(/^\d+\.0\.0$/);
    await edit(ROOT, /^( {2}version: ).*$/m, `$1${version}`);
    const { code, output } = await compare();
    expect(code).not.toBe(0);
    expect(output).not.toContain('set it to');

    const [changeset = ''] = /^---\n.*\n---\n/m.exec(report) ?? [];
    await write(CHANGESET, `${changeset}\nTransfers may come without a product.\n`);
    expect(await compare()).toMatchObject({
      code: 0,
      output: expect.stringContaining('breaking for receivers: '),
    });
  });

  it('is released once its files are generated, and is the baseline of the next change', async () => {
    const stale = await release();
    expect(stale.code).toBe(1);
    expect(stale.output).toContain('packages/types: its generated files do not match the contract.');
    expect(stale.output).toContain('apps/receiver: its generated files do not match the contract.');

    const generated = await copy.run('turbo', ['run', 'generate']);
    expect(generated.code, generated.output).toBe(0);
    const { code, output } = await release();
    expect(code, output).toBe(0);
    expect(await read(CHANGELOG)).toMatch(/### Major Changes\n\n- Transfers may come without a product\./);
    await expect(access(join(copy.folder, CHANGESET))).rejects.toThrow('ENOENT');
    const [, version] = /^ {2}version: (.*)$/m.exec(await read(ROOT)) ?? [];
    expect(await compare()).toMatchObject({
      code: 0,
      output: expect.stringContaining(`partner-webhooks: unchanged since ${version}.`),
    });
  });
});

it('a release fails if the comparison fails, and changes nothing', async () => {
  await edit(PAYLOAD, '  - transferId\n', '');
  const before = await read('openapi/released/partner-webhooks.yaml');
  expect(await release()).toMatchObject({
    code: 1,
    output: expect.stringContaining('set it to'),
  });
  expect(await read('openapi/released/partner-webhooks.yaml')).toBe(before);
});
