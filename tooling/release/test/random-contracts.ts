import fc from 'fast-check';

/** A JSON Schema, as a test writes it. */
type Json = { readonly [keyword: string]: unknown };

/** A payload and a schema that it may refer to. */
export interface Payload {
  readonly payload: Json;
  readonly shared: Json;
}

/** Two versions of a payload: one edit apart, or with nothing in common. */
export function pairsOfPayloads(): fc.Arbitrary<readonly [Payload, Payload]> {
  const edited = fc
    .tuple(payloads(), schemas(1), fc.nat(), fc.nat(3))
    .map(([base, replacement, index, kind]) => [base, edit(base, replacement, index, kind)] as const);
  return fc.oneof(
    { weight: 4, arbitrary: edited },
    { weight: 1, arbitrary: fc.tuple(payloads(), payloads()) },
  );
}

/** Bodies with every value in every place of some bodies; and without a value there. */
export function bodiesAround(seeds: readonly unknown[]): unknown[] {
  const found: unknown[] = [
    null,
    'A',
    [],
    {},
    { c: 1 },
    ...VALUES.flatMap((value) => [{ a: value }, { b: value }]),
  ];
  for (const seed of seeds)
    for (const path of pathsIn(seed))
      for (const value of [undefined, ...VALUES]) found.push(withValue(seed, path, value));
  return found;
}

/** The paths to all values, and to properties and items that may be there too. */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const others = Array.isArray(value)
    ? [String(value.length)]
    : path.length === 0
      ? ['a', 'b', 'c']
      : ['x', 'y', 'z'];
  const names = new Set([...Object.keys(value), ...others]);
  return [...names].flatMap((name) => [
    [...path, name],
    ...pathsIn((value as Record<string, unknown>)[name], [...path, name]),
  ]);
}

/** A copy with a value at a path; unchanged if there is nothing around the path. */
function withValue(body: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const copy: Record<string, unknown> = Array.isArray(body) ? ([...body] as never) : { ...body };
  if (Array.isArray(body) && !/^\d+$/.test(key)) return body;
  if (rest.length > 0) copy[key] = withValue(copy[key], rest, value);
  else if (value !== undefined) copy[key] = value;
  else delete copy[key];
  return Array.isArray(body) ? Object.values(copy) : copy;
}

const SCALARS: readonly unknown[] = [
  ...[null, true, false, -1, 0, 0.5, 1, 2, 2.5, 3, 4, 7],
  // Of each length within and outside of the limits, with each pattern and without.
  ...[
    '',
    'A',
    'B',
    'C',
    'D',
    'AA',
    'AD',
    'BA',
    'DB',
    'DD',
    'AAA',
    'ABC',
    'ADD',
    'DBD',
    'DDD',
    'ABCA',
    'DDDD',
  ],
  ...['2026-01-02', '123e4567-e89b-12d3-a456-426614174000'],
];
const VALUES: readonly unknown[] = [
  ...SCALARS,
  ...SCALARS.flatMap((value) => [[value], { x: value }, { y: value }, { z: value }]),
  ...[[], ['A', 'A'], ['A', 'B'], ['A', 'B', 'C'], ['A', 'B', 'C', 'D'], [1, 2], [0, 1, 2, 3]],
  ...[
    {},
    { x: ['A'] },
    { y: ['A'] },
    { x: {} },
    { y: {} },
    { x: 'A', y: 'A' },
    { x: 1, y: 1 },
    { x: 'A', z: 1 },
  ],
];

function payloads(): fc.Arbitrary<Payload> {
  return fc
    .tuple(schemas(2), schemas(2), fc.subarray(['a', 'b']), schemas(0))
    .map(([a, b, required, shared]) => ({
      payload: { type: 'object', required, properties: { a, b } },
      shared,
    }));
}

function schemas(depth: number): fc.Arbitrary<Json> {
  const leaves: fc.Arbitrary<Json>[] = [
    fc.constantFrom<Json>(
      { type: 'string' },
      { type: 'number' },
      { type: 'integer' },
      { type: 'boolean' },
      {},
    ),
    fc.constantFrom<Json>({ type: ['string', 'null'] }, { const: 'A' }, { const: 1 }, { type: 'null' }),
    values().map(([list, isOpen]) => ({ type: 'string', enum: list, 'x-extensible': isOpen })),
    range(0, 3).map(([minLength, maxLength]) => ({ type: 'string', minLength, maxLength })),
    range(0, 3).map(([minimum, maximum]) => ({ type: 'integer', minimum, maximum })),
    fc.constantFrom(0, 1, 2).map((exclusiveMinimum) => ({ type: 'number', exclusiveMinimum })),
    fc.constantFrom('^A', '^[A-C]+$', 'B', '^[A-C]{1,3}$').map((pattern) => ({ type: 'string', pattern })),
    fc.constantFrom('uuid', 'date').map((format) => ({ type: 'string', format })),
  ];
  if (depth === 0) return fc.oneof(...leaves);
  const inner = schemas(depth - 1);
  return fc.oneof(
    ...leaves,
    fc.constant<Json>({ $ref: '#/components/schemas/Shared' }),
    fc.tuple(inner, range(0, 3), fc.boolean()).map(([items, [minItems, maxItems], uniqueItems]) => ({
      type: 'array',
      items,
      // All different and at most as many as there are values: the limit would be none.
      ...(uniqueItems ? { uniqueItems } : { minItems, maxItems }),
    })),
    fc
      .tuple(inner, inner, fc.subarray(['x', 'y']), fc.constantFrom(undefined, false, true))
      .map(([x, y, required, additionalProperties]) => ({
        type: 'object',
        properties: { x, y },
        required,
        ...(additionalProperties !== undefined && { additionalProperties }),
      })),
    fc
      .tuple(fc.constantFrom('anyOf', 'oneOf'), inner, inner)
      .map(([keyword, one, other]) => ({ [keyword]: [one, other] })),
    inner.map((one) => ({ oneOf: [one, { type: 'null' }] })),
    inner.map((one) => ({ allOf: [{ type: ['string', 'number', 'object'] }, one] })),
    fc
      .constantFrom<Json>(
        { const: 'A' },
        { enum: ['A', 'B'] },
        { pattern: '^B' },
        { maxLength: 1 },
        { format: 'date' },
      )
      .map((not) => ({ type: 'string', not })),
  );
}

function values(): fc.Arbitrary<[string[], boolean]> {
  return fc.tuple(fc.subarray(['A', 'B', 'C'], { minLength: 1 }), fc.boolean());
}

function range(from: number, to: number): fc.Arbitrary<[number, number]> {
  return fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
}

/** The payload with one schema in it replaced, left out, or changed in one keyword. */
function edit({ payload, shared }: Payload, replacement: Json, index: number, kind: number): Payload {
  const copy = structuredClone({ payload, shared }) as { payload: Json; shared: Json };
  const places = schemasIn(copy.payload, []).slice(1);
  // A schema that is only itself cannot be validated.
  if (kind === 0) return { ...copy, shared: JSON.stringify(replacement).includes('$ref') ? {} : replacement };
  const place = places[index % places.length];
  if (!place) return copy;
  const { parent, key, value } = place;
  if (kind === 1) parent[key] = replacement;
  else if (kind === 2) {
    const keywords = Object.keys(value).filter((keyword) => keyword !== 'type' && keyword !== '$ref');
    const keyword = keywords[index % Math.max(keywords.length, 1)];
    if (keyword !== undefined) delete value[keyword];
  } else {
    const required = ['x', 'y', 'a', 'b'].slice(index % 3, (index % 3) + 2);
    Object.assign(index % 2 === 0 ? value : copy.payload, { required });
  }
  return copy;
}

interface Inner {
  readonly parent: Record<string, unknown>;
  readonly key: string;
  readonly value: Record<string, unknown>;
}

function schemasIn(value: unknown, found: Inner[], parent: Record<string, unknown> = {}, key = ''): Inner[] {
  if (typeof value !== 'object' || value === null) return found;
  if (!Array.isArray(value) && key !== 'properties')
    found.push({ parent, key, value: value as Inner['value'] });
  for (const [name, inner] of Object.entries(value)) schemasIn(inner, found, value as Inner['value'], name);
  return found;
}
