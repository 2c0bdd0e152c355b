import { describe, expect, it } from 'vitest';
import { checkNames, TERMS } from '../src/names.ts';

const found = (path: string, text: string) => checkNames([{ path, text }]);

describe('a name with a word that has a term of the field', () => {
  it.each(Object.entries(TERMS).flatMap(([term, words]) => words.map((word) => [word, term] as const)))(
    'is found: %s, in place of %s',
    (word, term) => {
      const upper = word.charAt(0).toUpperCase() + word.slice(1);
      const sentence = `expected ${term}, found "${word}"`;
      for (const name of [word, `is${upper}`, `${word}Of`, `MAX_${word.toUpperCase()}_MS`])
        expect(found('a.ts', `export const ${name} = 1;`)).toEqual([`a.ts: ${name}: ${sentence}`]);
      expect(found(`src/the-${word}.test.ts`, '')).toEqual([
        `src/the-${word}.test.ts: the-${word}: ${sentence}`,
      ]);
    },
  );

  it.each([
    ['a word that only begins alike', 'const wireless = 1; interface Settlement {}'],
    ['prose, which may use it', "// The database refused it.\nconst a = 'kept';"],
    ['a name that is not declared here', 'await Promise.allSettled(all);'],
  ])('is not %s', (_what, text) => {
    expect(found('a.ts', text)).toEqual([]);
  });
});

it.each([
  ['It starts anew.', 'again'],
  ['Somebody reads it.', 'who is meant'],
  ['for whoever reads it', 'who is meant'],
])('a text has its line: %s', (text, plain) => {
  expect(found('a.md', `# A\n\n${text}\n`)).toEqual([
    expect.stringContaining(`a.md:3: expected ${plain}, found`),
  ]);
});
