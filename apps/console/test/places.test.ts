import { formatPointer } from '@partner-webhooks/types/json-pointer';
import { parse } from '@partner-webhooks/types/parse';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indented } from '../src/quarantine/indented.ts';
import { type Fault, openLines, piecesOf, placesOf } from '../src/quarantine/places.ts';

/** What is marked of a text. */
function marked(text: string, ...faults: readonly Pick<Fault, 'pointer'>[]): string[] {
  const all = faults.map((fault) => ({ code: 'type', message: 'wrong', ...fault }));
  return placesOf(text, all).map(({ from, to }) => text.slice(from, to));
}

describe('The place of a fault', () => {
  test.each([
    ['a value', '{"a": 1, "b": [true, "x"]}', '/b/1', '"x"'],
    ['a list', '{"a": 1, "b": [true, "x"]}', '/b', '[true, "x"]'],
    ['a value with an escaped pointer', '{"a/b": {"c~d": null}}', '/a~1b/c~0d', 'null'],
    ['a missing property: the beginning of its object', '{"a": {"b": 1}}', '/a/c', '{'],
    [
      'a missing property of a missing object: the beginning of the nearest one',
      '{"a": {"b": 1}}',
      '/a/c/d',
      '{',
    ],
    ['a missing item: the beginning of its list', '{"a": [1]}', '/a/7', '['],
    ['the whole body: its first character', '  [1, 2]', '', '['],
    ['a name such as those that objects inherit', '{"a": 1}', '/toString', '{'],
  ])('is %s', (_what, text, pointer, expected) => {
    expect(marked(text, { pointer })).toEqual([expected]);
  });

  test('has all its faults', () => {
    const faults = ['type', 'format'].map((code) => ({ pointer: '/a', code, message: code }));
    expect(placesOf('{"a":1}', faults)).toEqual([{ from: 5, to: 6, faults }]);
  });

  test.each([
    ['a wrong character', '{"a": 1,, "b": 2}', ','],
    ['a text that breaks off', '{"a": 1', '1'],
    ['a wrong character behind a byte order mark', '\uFEFF{"a": x}', 'x'],
    ['a comment', '{"a": 1} // one', '/'],
    ['an empty name', '{: 1}', ':'],
  ])('of %s is found by what the validators say', (_what, text, expected) => {
    const result = parse('TRANSFER_NOTIFICATION', text);
    if (result.valid) throw new Error('expected a violation');
    expect(placesOf(text, result.violations).map(({ from, to }) => text.slice(from, to))).toEqual([expected]);
  });

  test('of a header or a path is not in the body', () => {
    const faults = ['content-type', 'header', 'path', 'incomplete'].map((code) => ({
      ...{ pointer: '', code, message: 'wrong' },
    }));
    expect(placesOf('{"a": 1}', faults)).toEqual([]);
  });

  test('of a name that is there twice is both names', () => {
    const text = '{"a": {"b": 1, "c": 2, "b": 3}}';
    const result = parse('TRANSFER_NOTIFICATION', text);
    if (result.valid) throw new Error('expected a violation');
    expect(placesOf(text, result.violations).map(({ from }) => from)).toEqual([7, 23]);
  });

  test('of names that are there tens of thousands of times is found, and a part of them marked', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `"key${index}":${index}`).join();
    const fault = { pointer: '', code: 'json', message: 'an object has the same property twice' };
    const began = performance.now();
    expect(placesOf(`{${names},"key7":0}`, [fault])).toHaveLength(2);
    expect(placesOf(`{${names},${names}}`, [fault])).toHaveLength(200);
    // It takes 0.2 s. Comparing each name with each takes half a minute.
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test('is always in the text, and the pieces are the text', () => {
    const pointers = fc.array(fc.oneof(fc.string(), fc.nat(3)), { maxLength: 3 }).map(formatPointer);
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.json().map((text) => text.slice(0, -1)),
    );
    fc.assert(
      fc.property(texts, fc.array(pointers, { maxLength: 4 }), (text, all) => {
        const faults = all.map((pointer) => ({ pointer, code: 'json', message: 'at position 3' }));
        const places = placesOf(text, faults);
        for (const { from, to } of places) expect(0 <= from && from < to && to <= text.length).toBe(true);
        expect(
          piecesOf(text, places)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('A line and a column', () => {
  test.each([
    ['the beginning', '{}', 0, { line: 1, column: 1 }],
    ['behind a line break', '{\n  "a": 1}', 4, { line: 2, column: 3 }],
    ['the end', 'a\nb', 3, { line: 2, column: 2 }],
  ])('say where %s is', (_what, text, position, expected) => {
    expect(openLines(text)(position)).toEqual(expected);
  });
});

describe('An indented body', () => {
  test('keeps each digit', () => {
    expect(indented('{"amount":10.1000000000000000005,"b":[1e400]}')).toBe(
      '{\n  "amount": 10.1000000000000000005,\n  "b": [\n    1e400\n  ]\n}',
    );
  });

  test('says the same as before', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(indented(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('of many lines is made in one pass', () => {
    const body = JSON.stringify(Array.from({ length: 20_000 }, (_, index) => ({ a: index, b: [] })));
    const began = performance.now();
    expect(indented(body).split('\n').length).toBeGreaterThan(60_000);
    // It takes 0.1 s. What copies the text for each line takes minutes.
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test.each(['{"a":1,}', '{"a":1', '', ' ', '{"a":"\t"}', '01', '{"a"：1}'])(
    'is as before if it is no JSON: %j',
    (text) => {
      expect(indented(text)).toBe(text);
    },
  );

  test('has the line breaks that JSON.stringify makes', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 3, '\t'), (text, space) => {
        const value: unknown = JSON.parse(text);
        expect(indented(JSON.stringify(value, undefined, space))).toBe(JSON.stringify(value, undefined, 2));
      }),
    );
  });
});

test.each([499, 501, 100_000])('a body that is nested %d deep is shown, marked or not', (depth) => {
  const text = `${'['.repeat(depth)}"]"${']'.repeat(depth)}`;
  expect(indented(text).replaceAll(/\s/g, '')).toBe(text);
  expect(
    placesOf(text, [{ pointer: '', code: 'type', message: 'expected an object' }]).length,
  ).toBeGreaterThan(0);
  expect(indented('[['.repeat(100_000))).toBe('[['.repeat(100_000));
});
