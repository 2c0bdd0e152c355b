import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPathReader, folded } from '../src/validators/runtime/path.ts';

describe('a path', () => {
  it('of two that differ in the case of letters alone means only the one that it is', () => {
    const read = createPathReader([
      ['/a-b', 'small'],
      ['/A-B', 'capital'],
      ['/c', 'other'],
    ]);
    const paths = ['/a-b', '/A-B', '/A-b', '/a-b/', '/C/', '/'];
    expect(paths.map(read)).toEqual(['small', 'capital', undefined, undefined, 'other', undefined]);
  });

  it('that is folded already stays as it is, whatever it was, and nothing is thrown', () => {
    const pieces = fc.constantFrom(
      '/',
      '//',
      'a',
      'A',
      'é',
      'İ',
      ' ',
      '.',
      '%',
      '%2',
      '%2F',
      '%20',
      '%41',
      '%C3%A9',
      '%FF',
    );
    const paths = fc.oneof(
      fc.array(pieces).map((each) => each.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(paths, (path) => {
        const once = folded(path);
        // A percent sign that is left is one of the text.
        expect(folded(once.replaceAll('%', '%25'))).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });
});
