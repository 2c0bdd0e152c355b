import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  escapeToken,
  formatPointer,
  parseFragment,
  parsePointer,
  valueAt,
} from '../src/validators/runtime/json-pointer.ts';

// The document and the pointers of RFC 6901, sections 5 and 6.
const DOCUMENT = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
};
const POINTERS: readonly (readonly [pointer: string, fragment: string, value: unknown])[] = [
  ['', '#', DOCUMENT],
  ['/foo', '#/foo', ['bar', 'baz']],
  ['/foo/0', '#/foo/0', 'bar'],
  ['/', '#/', 0],
  ['/a~1b', '#/a~1b', 1],
  ['/c%d', '#/c%25d', 2],
  ['/e^f', '#/e%5Ef', 3],
  ['/g|h', '#/g%7Ch', 4],
  ['/i\\j', '#/i%5Cj', 5],
  ['/k"l', '#/k%22l', 6],
  ['/ ', '#/%20', 7],
  ['/m~0n', '#/m~0n', 8],
];

describe('a JSON Pointer', () => {
  it.each(POINTERS)('%j, as a fragment %j, leads to %j', (pointer, fragment, value) => {
    const tokens = parsePointer(pointer);
    expect(parseFragment(fragment)).toEqual(tokens);
    expect(formatPointer(tokens)).toBe(pointer);
    expect(valueAt(DOCUMENT, tokens)).toEqual(value);
  });

  it('keeps any tokens', () => {
    const anyToken = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('~', '/', '0', '1', '%', '#') }),
    );
    fc.assert(
      fc.property(fc.array(anyToken), (tokens) => {
        expect(parsePointer(formatPointer(tokens))).toEqual(tokens);
        const encoded = tokens.map((token) => `/${encodeURIComponent(escapeToken(token))}`).join('');
        expect(parseFragment(`#${encoded}`)).toEqual(tokens);
      }),
    );
  });

  it('reads `~01` as `~1`', () => {
    expect(parsePointer('/~01')).toEqual(['~1']);
  });

  it.each([
    [['gone']],
    [['foo', '2']],
    [['foo', 'length', '0']],
    [['toString']],
    [['__proto__']],
    [['', 'inside']],
  ])('finds nothing at %j', (tokens) => {
    expect(valueAt(DOCUMENT, tokens)).toBeUndefined();
  });
});
