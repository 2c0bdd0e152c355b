import { describe, expect, it } from 'vitest';
import { countValues, type LiveField } from '../src/client/live-counts.ts';

const status: LiveField = { path: 'status', segments: ['status'], values: ['A', 'B', '1'] };
const nested: LiveField = { path: 'errors[].type', segments: ['errors', '[]', 'type'], values: ['X'] };
const list: LiveField = { path: 'kinds', segments: ['kinds'], values: ['X'] };
const at = (n: number): string => `2026-01-0${n}T00:00:00Z`;

describe('the values that arrived', () => {
  const counts = (field: LiveField, ...payloads: unknown[]) =>
    countValues(
      field,
      payloads.map((payload, n) => ({ payload, at: at(n + 1) })),
    )
      .filter(({ count }) => count > 0)
      .map(({ value, count, last }) => [value, count, last]);

  it.each<[string, unknown[][], unknown[][]]>([
    [
      'each with the last time',
      counts(status, { status: 'A' }, { status: 'B' }, { status: 'A' }),
      [
        ['A', 2, at(3)],
        ['B', 1, at(2)],
      ],
    ],
    [
      'unknown ones without what they are',
      counts(status, { status: 'a text' }, { status: 'another' }),
      [[undefined, 2, at(2)]],
    ],
    ['numbers as they are written', counts(status, { status: 1 }), [['1', 1, at(1)]]],
    [
      'in lists of objects',
      counts(nested, { errors: [{ type: 'X' }, { type: 'Y' }, {}] }),
      [
        ['X', 1, at(1)],
        [undefined, 1, at(1)],
      ],
    ],
    ['in lists of values', counts(list, { kinds: ['X', 'X'] }), [['X', 1, at(1)]]],
    ['nothing where nothing is', counts(status, {}, null, [], 'A', { status: null }, { status: {} }), []],
    ['no properties that objects inherit', counts({ ...status, segments: ['toString', 'name'] }, {}), []],
  ])('%s', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });
});
