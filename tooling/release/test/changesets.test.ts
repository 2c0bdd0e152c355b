import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readChangesets } from '../src/changesets.ts';
import { ReleaseError } from '../src/contracts.ts';

const PACKAGE = '@partner-webhooks/types';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'changesets-'));
});
beforeEach(async () => {
  await rm(join(folder, '.changeset'), { recursive: true, force: true });
  await mkdir(join(folder, '.changeset'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(folder, '.changeset', name), text);
const read = () => readChangesets(folder, [PACKAGE]);

it('a changeset is read, whatever its name and its line breaks', async () => {
  await write('one.md', `---\n'${PACKAGE}': minor\n---\n\nNew values.\n`);
  await write('two.md', `---\r\n"${PACKAGE}": patch\r\n---\r\n\r\nWords.\r\n`);
  expect(await read()).toEqual({
    changesets: [
      { releases: [{ name: PACKAGE, type: 'minor' }] },
      { releases: [{ name: PACKAGE, type: 'patch' }] },
    ],
    faults: [],
  });
});

it('what else belongs into the folder is no changeset', async () => {
  await write('README.md', '# Changesets\n');
  await write('config.json', '{}');
  expect(await read()).toEqual({ changesets: [], faults: [] });
});

describe('an error with its file and line is', () => {
  it.each([
    [
      'a file without front matter',
      'a.md',
      'Something has changed.\n',
      /^\.changeset\/a\.md:1: expected it to begin with/,
    ],
    ['an empty file', 'a.md', '', /^\.changeset\/a\.md:1: /],
    ['front matter that does not end', 'a.md', `---\n'${PACKAGE}': minor\n`, /^\.changeset\/a\.md:1: /],
    [
      'front matter that is not YAML',
      'a.md',
      `---\n'${PACKAGE}': minor\n'a: b\n---\n\nText.\n`,
      /^\.changeset\/a\.md:\d+: it is not YAML/,
    ],
    [
      'front matter without a package',
      'a.md',
      '---\n# nothing\n---\n\nText.\n',
      /^\.changeset\/a\.md:2: expected packages/,
    ],
    [
      'a list in place of a mapping',
      'a.md',
      `---\n- '${PACKAGE}'\n---\n\nText.\n`,
      /^\.changeset\/a\.md:2: expected packages/,
    ],
    [
      'a package that does not exist',
      'a.md',
      `---\n'${PACKAGE}': minor\n'@partner-webhook/types': minor\n---\n\nText.\n`,
      /^\.changeset\/a\.md:3: @partner-webhook\/types is not a package/,
    ],
    [
      'another version than major, minor or patch',
      'a.md',
      `---\n'${PACKAGE}': huge\n---\n\nText.\n`,
      /^\.changeset\/a\.md:2: expected major, minor or patch .* found huge/,
    ],
    [
      'a package without a version',
      'a.md',
      `---\n'${PACKAGE}':\n---\n\nText.\n`,
      /^\.changeset\/a\.md:2: expected major.* found nothing/,
    ],
    [
      'a changeset that says nothing',
      'a.md',
      `---\n'${PACKAGE}': minor\n---\n\n`,
      /^\.changeset\/a\.md:\d+: expected a text/,
    ],
    [
      'a file with another extension',
      'a.txt',
      `---\n'${PACKAGE}': minor\n---\n\nText.\n`,
      /^\.changeset\/a\.txt: expected only files named/,
    ],
    [
      'a file with an extension in capitals',
      'a.MD',
      `---\n'${PACKAGE}': minor\n---\n\nText.\n`,
      /^\.changeset\/a\.MD: expected only/,
    ],
    [
      'a hidden file',
      '.a.md',
      `---\n'${PACKAGE}': minor\n---\n\nText.\n`,
      /^\.changeset\/\.a\.md: expected only/,
    ],
  ])('%s', async (_, name, text, message) => {
    await write(name, text);
    await write('good.md', `---\n'${PACKAGE}': minor\n---\n\nNew values.\n`);
    const { changesets, faults } = await read();
    // The other one still counts.
    expect(changesets).toHaveLength(1);
    expect(faults).toEqual([expect.stringMatching(message)]);
  });

  it('a folder in the folder', async () => {
    await mkdir(join(folder, '.changeset', 'more'));
    expect((await read()).faults).toEqual([expect.stringMatching(/^\.changeset\/more: expected only/)]);
  });

  it('a missing folder', async () => {
    await rm(join(folder, '.changeset'), { recursive: true });
    await expect(read()).rejects.toThrow(ReleaseError);
  });
});
