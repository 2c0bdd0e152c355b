import { codePoint } from '@partner-webhooks/test-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenRuns, piecesWithHidden } from '../src/controls/hidden-characters.ts';

describe('a hidden character', () => {
  it.each([
    ['a control', '\u0000', 'U+0000'],
    ['an escape of terminals', '\u001B', 'U+001B'],
    ['an override of the direction', '\u202E', 'U+202E'],
    ['an isolate', '\u2066', 'U+2066'],
    ['a mark of the direction', '\u200F', 'U+200F'],
    ['a character without width', '\u200B', 'U+200B'],
    ['a soft hyphen', '\u00AD', 'U+00AD'],
    ['a byte order mark', '\uFEFF', 'U+FEFF'],
    ['a separator of lines', '\u2028', 'U+2028'],
    ['a filler', '\u3164', 'U+3164'],
    ['half of a surrogate pair', '\uD800', 'U+D800'],
    ['a tag', '\u{E0041}', 'U+E0041'],
  ])('is named: %s', (_what, character, name) => {
    expect(piecesWithHidden(`a${character}b`)).toEqual(['a', { text: character, name }, 'b']);
  });

  it('that follows itself is named once', () => {
    expect(piecesWithHidden(`${'\u{E0041}'.repeat(3)}`)).toEqual([
      { text: '\u{E0041}'.repeat(3), name: 'U+E0041 × 3' },
    ]);
  });

  it.each(['a\tb\r\nc', 'שלום', 'می\u200Cخواهم', '👩\u200D💻', ''])('is not in %j', (text) => {
    expect(piecesWithHidden(text)).toEqual(text === '' ? [] : [text]);
  });

  it('is found at its place', () => {
    expect(hiddenRuns('a\u0000\u0000b\u202E')).toEqual([
      { text: '\u0000\u0000', name: 'U+0000 × 2', from: 1 },
      { text: '\u202E', name: 'U+202E', from: 4 },
    ]);
  });
});

describe('the pieces of a text', () => {
  it('are the text, and what shows of them has no hidden character', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (text) => {
        const pieces = piecesWithHidden(text);
        expect(pieces.map((each) => (typeof each === 'string' ? each : each.text)).join('')).toBe(text);
        for (const each of pieces) if (typeof each === 'string') expect(hiddenRuns(each)).toEqual([]);
      }),
    );
  });

  it('are few, also of a text of hidden characters: the rest has a replacement for each', () => {
    const pieces = piecesWithHidden('\u0000\u0001'.repeat(500_000));
    expect(pieces.length).toBeLessThanOrEqual(1_001);
    expect(pieces.at(-1)).toMatch(/^\uFFFD+$/);
  });
});
