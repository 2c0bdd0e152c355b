import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DocumentLines, parseWithLines } from '../../src/upstream/readers/document-lines.ts';

/** The lines of all objects and lists of a document, in one order. */
function linesOf({ root, lineOf }: DocumentLines): number[] {
  const found: number[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    found.push(lineOf(value));
    Object.values(value).forEach(visit);
  };
  visit(root);
  return found;
}

// What does not begin with a bracket is read by the parser of YAML, which reads JSON too.
const asYaml = (json: string) => parseWithLines(`#\n${json}`, 0);

const names = fc.oneof(
  fc.constantFrom('a', '0', '10', '__proto__', 'toString', '{', '[,]', '"', '\\', '\\"', ': ', 'é😀\u2028'),
  fc.string({ maxLength: 5 }),
);
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.boolean(), fc.constant(null), fc.integer(), names),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
}));

describe('a document in JSON', () => {
  it('has the values and the lines that it has as YAML', () => {
    const indents = fc.constantFrom(0, 1, 2, '\t', '\n');
    fc.assert(
      fc.property(fc.dictionary(names, json), indents, (document, indent) => {
        const text = JSON.stringify(document, null, indent === '\n' ? 2 : indent);
        const shown = indent === '\n' ? text.replaceAll('\n', '\r\n') : text;
        expect(linesOf(parseWithLines(shown, 1))).toEqual(linesOf(asYaml(shown)));
        expect(parseWithLines(shown, 1).root).toEqual(asYaml(shown).root);
      }),
      { numRuns: 200 },
    );
  });

  it('may be nested more deeply than calls can be', () => {
    const depth = 100_000;
    const { root, lineOf } = parseWithLines(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`, 7);
    expect(lineOf(root['a'] as object)).toBe(7);
  });

  it.each<[string, string, string | undefined]>([
    [
      'a name twice',
      '{\n"a": 1,\n"b": {},\n"a": 2}',
      'line 6: expected each name once in an object, found "a" twice',
    ],
    [
      'a name twice, written differently',
      '{"a": 1, "\\u0061": 2}',
      'line 3: expected each name once in an object, found "a" twice',
    ],
    [
      'a name twice in an object of a list',
      '{"a":\n[{},\n{"b":{"a":1},"b":1}]}',
      'line 5: expected each name once in an object, found "b" twice',
    ],
    ['a name in objects beside each other', '{"a": [{"b": 1}, {"b": 1}], "b": {"a": 1}}', undefined],
    ['a value that is a name too', '{"a": "b", "b": "a", "c": ["a", "a"]}', undefined],
  ])('with %s', (_what, text, message) => {
    const read = () => parseWithLines(text, 3);
    if (message === undefined) expect(read).not.toThrow();
    else expect(read).toThrow(message);
  });
});

describe('a document in YAML', () => {
  // `200` is the usual key of a response. It is a number in YAML, and so a name only in the value.
  it.each(['200', '0x10', '1.0', 'true', 'null', '~', '2025-01-01', 'a'])(
    'has the lines of what is under the key %s',
    (key) => {
      const text = `a1:\n  - b:\n      ${key}:\n        c:\n          - d: {}\n`;
      expect(linesOf(parseWithLines(text, 1))).toEqual([1, 2, 2, 3, 4, 5, 5, 5]);
    },
  );

  it('has merge keys and aliases as the bundler has them, with the lines of what they stand for', () => {
    const { root, lineOf } = parseWithLines(
      `a: &a
  x: {}
  y: &y {}
b: { z: &z { z: {} } }
c:
  <<: [*a, { x: 1, u: {} }]
  y: []
  t: *y
d: { <<: *z }
`,
      1,
    );
    expect(root).toEqual({
      a: { x: {}, y: {} },
      b: { z: { z: {} } },
      c: { x: {}, u: {}, y: [], t: {} },
      d: { z: {} },
    });
    const linesIn = (value: unknown) =>
      Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, lineOf(each as object)]));
    expect([root['c'], root['d']].map(linesIn)).toEqual([{ x: 2, u: 6, y: 7, t: 3 }, { z: 4 }]);
  });

  it('has a merge key only in YAML', () => {
    expect(parseWithLines('{"a": {"<<": {"x": 1}}}', 1).root).toEqual({ a: { '<<': { x: 1 } } });
    expect(() => parseWithLines('a: &a\n  <<: *a\n', 1)).toThrow(/aliases cannot be resolved/);
    expect(() => parseWithLines('a:\n  <<: 1\n', 1)).toThrow(/Merge sources must be maps/);
  });
});
