import { codePoint } from '@partner-webhooks/test-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt, terms } from '../src/client/search-text.ts';
import { partsOf } from '../src/layout/headings.ts';

describe('the words of a text', () => {
  it.each([
    ['transferId', ['transfer', 'id']],
    ['ALREADY_EXISTS_ERROR', ['already', 'exists', 'error']],
    ['validationError.errorType', ['validation', 'error', 'error', 'type']],
    ['/transfer-notification', ['transfer', 'notification']],
    ['RFC 3339, section 5.6', ['rfc', '3339', 'section', '5', '6']],
    ['Über größe', ['über', 'größe']],
    [' … ', []],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });
});

describe('an excerpt', () => {
  it('is a piece of the text, with what was typed marked', () => {
    const text = `${'before '.repeat(30)}The balance does not cover it.${' after'.repeat(50)}`;
    const pieces = excerpt(text, 'the balance does not');
    expect(pieces.filter(({ isMatch }) => isMatch).map((piece) => piece.text)).toEqual([
      'The balance does not',
    ]);
    expect(pieces[0]?.text).toBe('… ');
  });

  it('contains nothing but the text, for any text and query', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: codePoint }),
        fc.string({ unit: codePoint, maxLength: 12 }),
        (text, query) => {
          const shown = excerpt(text, query)
            .map((piece) => piece.text)
            .join('')
            .replace(/^… /, '')
            .replace(/ …$/, '');
          expect(text).toContain(shown);
        },
      ),
    );
  });
});

it('a page is split at its headings, and at fields and values', () => {
  const page = `<h1>Title</h1><p>Before<br>it.</p><h2 id="a">A <code>b</code></h2><p>One</p><p>two</p>
    <svg><text>no</text></svg><table><tr id="f" data-part="field"><td>x</td><td>y &lt; z</td></tr></table>`;
  expect(partsOf(page)).toEqual([
    { id: '', title: '', level: 1, text: 'Title Before it.' },
    { id: 'a', title: 'A b', level: 2, text: 'One two' },
    { id: 'f', title: 'field', level: 7, text: 'x y < z' },
  ]);
});
