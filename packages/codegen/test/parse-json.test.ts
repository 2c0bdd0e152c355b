import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../src/validators/runtime/parse-json.ts';

// V8 mistakes a name with an escape for a name with a backslash that it has read before
// (https://github.com/nodejs/node/issues/63785).

describe('the names of a text', () => {
  it.each([
    ['{"a":0,"\\\\":0}', '{"a":0,"\\n":0}', ['a', '\n']],
    ['{"b":[],"\\\\":0}', '{"b":1,"\\"":2}', ['b', '"']],
    ['{"c":{"d":0,"\\\\":0}}', '[{"c":{"d":0,"\\u0041" : 1}}]', undefined],
    ['{"e":0,"statu\\\\":0}', '{"e":0,"statu\\u0073":0}', ['e', 'status']],
    ['{"i":0,"\\\\":0}', `{"i":0,"\\n"${' '.repeat(1_000)}:0}`, ['i', '\n']],
    ['{"f":0,"caf\\\\":0}', '{"f":0,"caf\\u00e9":0}', ['f', 'café']],
  ])('after %s, are right in %s', (before, text, names) => {
    for (let n = 0; n < 3; n += 1) parseJson(before);
    const value = parseJson(text);
    if (names) expect(Object.keys(Object(value))).toEqual(names);
    else expect(value).toEqual([{ c: { d: 0, A: 1 } }]);
  });

  const names = fc.string({ unit: fc.constantFrom('a', '\\', '"', '\n', 'n', 'u', ':', ' '), maxLength: 3 });
  const { value: values } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false, 0, -1.5, 1e21, '', '\\', '{"a\\":1}', ':"'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 4 }),
    ),
  }));

  it('are right, whatever was read before and whatever is escaped', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(values, fc.nat()), { minLength: 2, maxLength: 6 }), (all) => {
        for (const [value, seed] of all) expect(parseJson(written(value, seed))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('are right beside numbers with all their digits', () => {
    parseJson('{"g":0,"\\\\":0}');
    const numbers = (text: string) => parseJson(text, (source) => `number ${source}`);
    expect(numbers('{"g":1.50,"\\n":[-0e1 ,12345678901234567890]}')).toEqual({
      g: 'number 1.50',
      '\n': ['number -0e1', 'number 12345678901234567890'],
    });
    expect(numbers('{"h":1.50}')).toEqual({ h: 'number 1.50' });
  });
});

it.each([
  '{"__proto__":1,"\\u0061":2}',
  '{"\\u0061":1,"b":2,"a":3}',
  '{"\\n":1}x',
  '{"\\n":}',
  '{"\\x":1}',
  '"\\u0061:"',
  '',
])('reads %j as JSON.parse does', (text) => {
  const read = (parse: (text: string) => unknown) => {
    try {
      const value = parse(text);
      return { value, names: Object.keys(Object(value)) };
    } catch (error) {
      return String(error);
    }
  };
  expect(read(parseJson)).toEqual(read(JSON.parse));
});

/** A value as JSON, with some characters escaped and some space, by a seed. */
function written(value: unknown, seed: number): string {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % below;
  };
  const space = () => ['', '', ' ', '\n', '\t'][random(5)] ?? '';
  const unit = (character: string) =>
    random(3) === 0
      ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      : JSON.stringify(character).slice(1, -1);
  const text = (string: string) => `"${[...string].map(unit).join('')}"`;
  const write = (each: unknown): string => {
    if (typeof each === 'string') return text(each);
    if (Array.isArray(each)) return `[${each.map(write).join(`${space()},${space()}`)}]`;
    if (typeof each !== 'object' || each === null) return JSON.stringify(each);
    const members = Object.entries(each).map(
      ([name, child]) => `${text(name)}${space()}:${space()}${write(child)}`,
    );
    return `{${space()}${members.join(',')}${space()}}`;
  };
  return `${space()}${write(value)}${space()}`;
}
