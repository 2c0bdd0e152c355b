import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type SourceNode, sourceTree } from '../src/source-tree.ts';

const indents = fc.constantFrom(0, 1, 2, '\t');
const documents = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { noNullPrototype: true });

/** The text at the place of each value, with the keys and indexes that lead there. */
function* places(node: SourceNode, value: unknown, text: string): Generator<[text: string, key: string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const child = node.child(key);
    if (!child) throw new Error(`nothing is found at ${JSON.stringify(key)} of ${JSON.stringify(value)}`);
    yield [
      text.slice(child.offset),
      Array.isArray(value) ? (JSON.stringify(inner)[0] ?? '') : JSON.stringify(key),
    ];
    yield* places(child.value, inner, text);
  }
}

describe('the tree of a JSON text', () => {
  it('has each value at its key or its own beginning', () => {
    fc.assert(
      fc.property(documents, indents, (document, indent) => {
        const text = JSON.stringify(document, null, indent);
        for (const [found, begin] of places(sourceTree(text).root, JSON.parse(text), text))
          expect(found.startsWith(begin), `${found} with ${begin}`).toBe(true);
      }),
    );
  });

  it('has nothing else, the first of two equal keys, references, and lines', () => {
    const text = '\n{"a": [{"$ref": "#/b"}, {"$ref": 1}],\n"b": {},\r\n"b": [], "\\u0063": "}"}';
    const { root, lineAt } = sourceTree(text);
    const list = root.child('a')?.value;
    expect([list?.child('0')?.value.reference(), list?.child('1')?.value.reference()]).toEqual([
      '#/b',
      undefined,
    ]);
    expect([
      list?.child('2'),
      list?.child('length'),
      root.child('d'),
      root.child('a')?.value.reference(),
    ]).toEqual([undefined, undefined, undefined, undefined]);
    expect(['a', 'b', 'c'].map((key) => lineAt(root.child(key)?.offset ?? 0))).toEqual([2, 3, 4]);
    expect(root.child('c')?.value.child('0')).toBeUndefined();
  });

  it('has a byte order mark before it, and strings of any length', () => {
    const escapes = JSON.stringify({ a: '"'.repeat(6_000_000), b: {} });
    expect(sourceTree(escapes).root.child('b')?.offset).toBe(escapes.indexOf('"b"'));
    const { root, lineAt } = sourceTree('\uFEFF{\n"a": {\n"b": 1}}');
    expect(lineAt(root.child('a')?.value.child('b')?.offset ?? 0)).toBe(3);
  });

  it('has the lines that the tree of YAML has', () => {
    const text = '{\n  "a": {\n    "b": [1,\n      {"c": null}]}}\n';
    const inYaml = sourceTree(`# YAML\n${text}`);
    const inJson = sourceTree(text);
    const line = ({ root, lineAt }: typeof inJson, ...tokens: string[]) => {
      let node: SourceNode | undefined = root;
      let offset = 0;
      for (const token of tokens) {
        const child: ReturnType<SourceNode['child']> = node?.child(token);
        node = child?.value;
        offset = child?.offset ?? 0;
      }
      return lineAt(offset);
    };
    for (const tokens of [['a'], ['a', 'b'], ['a', 'b', '0'], ['a', 'b', '1'], ['a', 'b', '1', 'c']])
      expect(line(inJson, ...tokens)).toBe(line(inYaml, ...tokens) - 1);
  });
});

/** Documents in which mappings are used several times, by aliases or by merge keys. */
const { shared } = fc.letrec((tie) => ({
  shared: fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('value'), {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  }),
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), tie('shared'), fc.array(tie('shared'), { maxLength: 2 })),
}));

describe('the tree of a YAML text', () => {
  it('leads through aliases and merge keys to the line at which a value is written', () => {
    fc.assert(
      fc.property(shared, (value) => {
        const indented = stringify(value).replaceAll(/^/gm, '  ').trimEnd();
        const text = `x: &x\n${indented}\nalias: *x\nmerged:\n  own: 1\n  <<: *x\nlist:\n  <<: [{own: 2}, *x]\n`;
        const { root } = sourceTree(text);
        const offsets = (name: string) => [...everyOffset(root.child(name)?.value, value)];
        expect(offsets('x')).not.toContain(undefined);
        for (const name of ['alias', 'merged', 'list']) expect(offsets(name), text).toEqual(offsets('x'));
      }),
    );
  });

  it('has the own key before a merged one, and no end of a mapping that merges itself', () => {
    const { root, lineAt } = sourceTree('a: &a\n  own: 1\n  <<: *a\nb:\n  <<: *a\n  own: 2\n? *k\n: 1\n');
    const line = (name: string, key: string) => lineAt(root.child(name)?.value.child(key)?.offset ?? -1);
    expect(line('b', 'own')).toBe(6);
    expect(root.child('a')?.value.child('other')).toBeUndefined();
  });
});

/** Where each value is written, in the order of the document. */
function* everyOffset(node: SourceNode | undefined, value: unknown): Generator<number | undefined> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const child = node?.child(key);
    yield child?.offset;
    yield* everyOffset(child?.value, inner);
  }
}
