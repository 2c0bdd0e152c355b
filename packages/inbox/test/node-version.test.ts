import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { isSupported, unsupportedNode } from '../src/node-version.ts';

it('the supported versions of Node are those of the repository', async () => {
  const { engines } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe('^24.0.0 || >=26.0.0');
  const versions = [
    '18.20.0',
    '20.20.2',
    '22.23.3',
    '23.1.0',
    '24.0.0',
    '24.21.0',
    '25.2.0',
    '26.0.0',
    '27.1.0',
  ];
  expect(versions.filter(isSupported)).toEqual(['24.0.0', '24.21.0', '26.0.0', '27.1.0']);
});

it('an unsupported version gets one line that says what to do', () => {
  expect(unsupportedNode('20.20.2')).toMatch(
    /^expected Node 24, or 26 and later, found Node 20\.20\.2: install Node 24, [^\n]*$/,
  );
});

// Whatever they import before the check is loaded first, and an older Node would fail there.
it.each(['apps/receiver/src/main.ts', 'apps/cli/bin/partner-webhooks.js'])(
  '%s imports nothing before the check',
  async (file) => {
    const text = await readFile(new URL(`../../../${file}`, import.meta.url), 'utf8');
    const imports = [...text.matchAll(/^import .*$/gm)].map(([line]) => line);
    expect(imports).toEqual([
      expect.stringMatching(
        /^import \{ expectSupportedNode \} from '@partner-webhooks\/inbox\/node-version';$/,
      ),
    ]);
    expect(text.indexOf('expectSupportedNode();')).toBeLessThan(text.indexOf('await import('));
  },
);

it('the check itself imports nothing', async () => {
  const text = await readFile(new URL('../src/node-version.ts', import.meta.url), 'utf8');
  expect(text).not.toMatch(/\bimport\b.*\bfrom\b/);
});
