import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indented } from '../src/body-text.ts';

describe('an indented body', () => {
  it('keeps digits, properties that stand twice, and escapes', () => {
    expect(indented('{"a":1.10,"a":[],"b":{"c":[1,{ }]},"d":"\\u00e9, {\\"x\\": [1]}"}')).toBe(
      '{\n  "a": 1.10,\n  "a": [],\n  "b": {\n    "c": [\n      1,\n      {}\n    ]\n  },\n  "d": "\\u00e9, {\\"x\\": [1]}"\n}',
    );
  });

  it.each(['', '{', 'text', '{"a": 1} x'])('that is no JSON stays: %j', (body) => {
    expect(indented(body)).toBe(body);
  });

  it('is the same JSON', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        const value: unknown = JSON.parse(body);
        expect(JSON.parse(indented(body))).toEqual(value);
        expect(indented(indented(body))).toBe(indented(body));
        expect(indented(body)).toBe(JSON.stringify(value, null, 2));
      }),
      { examples: [['{"__proto__":[{"":""}]}'], ['" "']] },
    );
  });
});
