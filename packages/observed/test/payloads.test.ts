import { describe, expect, test } from 'vitest';
import { type PayloadQuery, payloadsOf, type StoredBody, seenValues } from '../src/index.ts';

const OBSERVATION = {
  eventType: 'TRANSFER_NOTIFICATION',
  pointer: '/parts/*/a~1b',
  kind: 'unknown-property',
  firstSeen: '2026-11-28T10:00:00.000Z',
  lastSeen: '2026-11-28T11:00:00.000Z',
} as const;

/** Answers with bodies, and remembers what it was asked. */
function listOf(...pages: readonly (readonly StoredBody[])[]) {
  const queries: PayloadQuery[] = [];
  const list = async (query: PayloadQuery) => {
    queries.push(query);
    return pages[queries.length - 1] ?? [];
  };
  return { list, queries };
}

describe('Values that were seen', () => {
  test('are looked for where they were seen first, then where they were seen last', async () => {
    const { list, queries } = listOf();
    expect(await seenValues(payloadsOf(OBSERVATION, list), OBSERVATION.pointer, 3)).toEqual([]);
    const common = { eventType: 'TRANSFER_NOTIFICATION', limit: 50, withBody: true };
    expect(queries).toEqual([
      { ...common, order: 'oldest', receivedFrom: '2026-11-28T10:00:00.000Z' },
      { ...common, order: 'newest', receivedTo: '2026-11-28T11:00:00.001Z' },
    ]);
  });

  test('are different ones, without null, from all items of lists and from readable bodies', async () => {
    const { list } = listOf([
      {},
      { body: 'e30=', bodyEncoding: 'base64' },
      { body: '\uFEFF{"parts": [{"a/b": null}, {"a/b": 1}, {"a/b": 1}, 3]}' },
      { body: '{"parts": {"a/b": 2}}', bodyEncoding: 'utf-8' },
      { body: '{"parts": [{"a/b": {"c": []}}]}' },
    ]);
    expect(await seenValues(payloadsOf(OBSERVATION, list), OBSERVATION.pointer, 3)).toEqual([1, { c: [] }]);
  });

  test('are no more than asked for, and no page is read in vain', async () => {
    const { list, queries } = listOf([{ body: '{"parts": [{"a/b": 1}, {"a/b": 2}]}' }]);
    expect(await seenValues(payloadsOf(OBSERVATION, list), OBSERVATION.pointer, 1)).toEqual([1]);
    expect(queries).toHaveLength(1);
  });
});
