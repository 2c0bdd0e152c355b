import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const document = new URL('../../../docs/security.md', import.meta.url);

it('docs/security.md names only tests that there are, by sentences that are in them', async () => {
  const text = await readFile(document, 'utf8');
  const named = [...text.matchAll(/\[[\w-]+\]\((\S+\.test\.ts)\) “([^”]+)”/g)];
  // Every link to a test has its sentence.
  expect(named).toHaveLength([...text.matchAll(/\.test\.ts\)/g)].length);
  expect(named.length).toBeGreaterThan(30);
  for (const [, file = '', sentence = ''] of named) {
    const source = await readFile(new URL(file, document), 'utf8');
    // What may vary in a sentence is not in it.
    for (const part of sentence.split('…'))
      expect(source, `${file} has no “${sentence}”`).toContain(part.trim());
  }
});
