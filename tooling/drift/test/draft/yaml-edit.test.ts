import { codePoint } from '@partner-webhooks/test-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isSeq, parse, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { appendItem, appendPair } from '../../src/draft/yaml-edit.ts';

describe('a pair is added at the end of a mapping', () => {
  it.each([
    ['whatever follows', 'a:\n  b: 1\nc: 2\n', 'a:\n  b: 1\n  key: value\nc: 2\n'],
    [
      'before a comment behind it',
      'a:\n  b: 1 # one\n\n# next\nc: 2\n',
      'a:\n  b: 1 # one\n  key: value\n\n# next\nc: 2\n',
    ],
    ['at the end of a file', 'a:\n  b: 1', 'a:\n  b: 1\n  key: value\n'],
    [
      'behind a text of several lines',
      'a:\n  b: |\n    x\n    y\nc: 2\n',
      'a:\n  b: |\n    x\n    y\n  key: value\nc: 2\n',
    ],
    ['behind a list', 'a:\n  b:\n    - x\nc: 2\n', 'a:\n  b:\n    - x\n  key: value\nc: 2\n'],
    ['in one line', 'a: { b: [1, 2] } # one\nc: 2\n', 'a: { b: [1, 2], key: value } # one\nc: 2\n'],
    ['that is empty', 'a: {}\nc: 2\n', 'a: { key: value }\nc: 2\n'],
    [
      'with lines that end as they do on Windows',
      'a:\r\n  b: 1\r\nc: 2\r\n',
      'a:\r\n  b: 1\r\n  key: value\r\nc: 2\r\n',
    ],
  ])('%s', (_, text, expected) => {
    expect(appendPair(text, mappingIn(text), 'key', 'value')).toBe(expected);
  });
});

describe('an item is added at the end of a list', () => {
  it.each([
    ['indented', 'a:\n  - x\n  - y\nc: 2\n', 'a:\n  - x\n  - y\n  - z\nc: 2\n'],
    ['not indented', 'a:\n- x\nc: 2\n', 'a:\n- x\n- z\nc: 2\n'],
    ['of mappings', 'a:\n  - x: 1\n    y: 2\nc: 2\n', 'a:\n  - x: 1\n    y: 2\n  - z\nc: 2\n'],
    ['in one line', 'a: [x, y]\nc: 2\n', 'a: [x, y, z]\nc: 2\n'],
    ['in one line, with a comma at its end', 'a: [x, y,]\nc: 2\n', 'a: [x, y, z,]\nc: 2\n'],
    [
      'in several lines with brackets',
      'a: [\n  x, # one\n  y # two\n]\n',
      'a: [\n  x, # one\n  y, z # two\n]\n',
    ],
  ])('%s', (_, text, expected) => {
    expect(appendItem(text, listIn(text), 'z')).toBe(expected);
  });
});

describe('whatever the text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom('\n', ' ', '#', ':', '-', '"', "'", '|', '?', '{', ',', 'a', '0', '\t'),
    }),
    fc.constantFrom('yes', 'NO', 'null', '~', '2025-01-01', '0x1f', '1e3', '=', '<<', '.inf', '12:30:45'),
    // They end a document, at the beginning of a line.
    fc.constantFrom('---', '...', '--- a'),
  );
  // Contracts do not have names this long or with these characters; JSON keeps `__proto__` apart.
  const anyKey = anyText.filter((key) => key !== 'b' && key !== '__proto__');

  it.each(['a:\n  b: 1\nc: 2\n', 'a: { b: 1 }\nc: 2\n'])(
    'it is read as it was written, as key and value in %j',
    (text) => {
      fc.assert(
        fc.property(anyKey, anyText, (key, value) => {
          const after = appendPair(text, mappingIn(text), key, value);
          expect(parse(after, { version: '1.2' })).toEqual({ a: { b: 1, [key]: value }, c: 2 });
        }),
        { numRuns: 500 },
      );
    },
  );

  it.each(['a:\n  - x\nc: 2\n', 'a: [x]\nc: 2\n'])('it is read as it was written, as item in %j', (text) => {
    fc.assert(
      fc.property(anyText, (item) => {
        expect(parse(appendItem(text, listIn(text), item))).toEqual({ a: ['x', item], c: 2 });
      }),
      { numRuns: 500 },
    );
  });
});

function mappingIn(text: string): YAMLMap {
  const node = parseDocument(text).get('a');
  if (!isMap(node)) throw new Error('no mapping');
  return node;
}

function listIn(text: string): YAMLSeq {
  const node = parseDocument(text).get('a');
  if (!isSeq(node)) throw new Error('no list');
  return node;
}
