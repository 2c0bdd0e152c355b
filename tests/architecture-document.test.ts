import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { brokenLinks, missingPaths, pathsIn } from './document-names.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(file, 'utf8');

describe.each(['architecture.md', 'glossary.md'])('docs/%s', (name) => {
  const text = read(join(root, 'docs', name));

  it('names files and folders', () => {
    expect(new Set(pathsIn(text)).size).toBeGreaterThan(30);
  });

  it('names only files and folders that exist', () => {
    expect(missingPaths(text, root)).toEqual([]);
  });
});

describe('a path that a document names', () => {
  it.each([
    ['a file that does not exist', 'packages/inbox/src/no-such-file.ts'],
    ['a file without its folder', 'no-such-file.ts'],
    ['a folder that does not exist', 'packages/no-such-folder/'],
    ['a folder written as a file', 'packages/inbox'],
    ['a file written as a folder', 'package.json/'],
    ['a pattern that matches no file', 'openapi/*.toml'],
  ])('is missing where it is %s', (_what, path) => {
    expect(missingPaths(`It is in \`package.json\` and in \`${path}\`.`, root)).toEqual([path]);
  });

  it.each(['package.json', 'packages/inbox/', 'packages/inbox/package.json', 'openapi/*.yaml'])(
    'is found: %s',
    (path) => {
      expect(pathsIn(`It is in \`${path}\`.`)).toEqual([path]);
      expect(missingPaths(`It is in \`${path}\`.`, root)).toEqual([]);
    },
  );

  it.each(['/livez', '@partner-webhooks/types', 'openapi → packages/types', 'handlers/<name>.ts', 'POST'])(
    'is not %s',
    (text) => {
      expect(pathsIn(`It is \`${text}\`.`)).toEqual([]);
    },
  );

  it('is not in a code block', () => {
    expect(pathsIn('```sh\ncat `no-such-file.ts`\n```\n')).toEqual([]);
  });
});

describe('the relative links of', () => {
  const documents = globSync('{*.md,docs/**/*.md,openapi/*.md,packages/*/*.md,.changeset/README.md}', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });

  it.each(documents)('%s lead to files and headings that exist', (document) => {
    expect(brokenLinks(join(root, document), read)).toEqual([]);
  });
});

describe('a relative link', () => {
  const links = (text: string) =>
    brokenLinks(join(root, 'written-here.md'), (file) =>
      file.endsWith('written-here.md') ? text : read(file),
    );

  it.each(['no-such-file.md', 'README.md#no-such-heading', '#no-such-heading', 'packages/no-such-file.ts'])(
    'is broken: %s',
    (link) => {
      expect(links(`# Heading\n\n[text](${link})\n`)).toEqual([link]);
    },
  );

  it.each([
    'README.md',
    'README.md#run-the-receiver',
    '#a-heading-of-its-own',
    'https://example.com/no-such-page',
  ])('leads somewhere: %s', (link) => {
    expect(links(`# A \`heading\` of its own\n\n[text](${link})\n`)).toEqual([]);
  });
});
