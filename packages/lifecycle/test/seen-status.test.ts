import { EVENT_TYPES } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import { lifecycles } from '@partner-webhooks/types/lifecycles';
import { describe, expect, test } from 'vitest';
import { EVENT_TYPES_WITH_LIFECYCLE, gapSentence, seenStatus } from '../src/index.ts';

const MODIFIED_ON = '2026-11-28T09:59:58.000Z';
const TRANSFER = { ...examples.TRANSFER_NOTIFICATION.processed, modifiedOn: MODIFIED_ON };
const receivedAt = '2026-11-28T10:00:00.000Z';
const about = { eventType: 'TRANSFER_NOTIFICATION', subject: TRANSFER.transferId, receivedAt };
const seen = {
  ...about,
  status: 'PROCESSED',
  receivedAt: new Date(receivedAt),
  occurredAt: new Date(MODIFIED_ON),
};

describe('The status of a notification', () => {
  test.each([
    ['a body', { body: JSON.stringify(TRANSFER) }, seen],
    ['a body with a byte order mark', { body: `\uFEFF${JSON.stringify(TRANSFER)}` }, seen],
    [
      'a body in base64',
      { body: Buffer.from(JSON.stringify(TRANSFER)).toString('base64'), bodyEncoding: 'base64' },
      seen,
    ],
    ['a body that was not sent along', {}, 'unreadable'],
    ['a body that is no JSON', { body: '{' }, 'unreadable'],
    ['a body that is no object', { body: '3' }, 'unreadable'],
    ['a body without a status', { body: '{}' }, undefined],
    ['a status that is no text', { body: '{"status":3}' }, undefined],
    ['a notification without subject', { body: JSON.stringify(TRANSFER), subject: undefined }, undefined],
    [
      'an event type that the contract does not have',
      { body: '{"status":"A"}', eventType: 'NEW' },
      undefined,
    ],
    ['an event type such as objects inherit', { body: '{"status":"A"}', eventType: 'toString' }, undefined],
  ] as const)('of %s', (_what, part, expected) => {
    expect(seenStatus({ ...about, ...part } as Parameters<typeof seenStatus>[0])).toEqual(expected);
  });

  test('without a time of the platform has only that of its arrival', () => {
    const body = JSON.stringify({ ...TRANSFER, modifiedOn: 'yesterday' });
    expect(seenStatus({ ...about, body })).not.toHaveProperty('occurredAt');
  });
});

test('The event types with a lifecycle are those of the contract', () => {
  expect(EVENT_TYPES_WITH_LIFECYCLE).toEqual(EVENT_TYPES.filter((each) => lifecycles[each]));
});

describe('The sentence about a gap', () => {
  const subject = { eventType: 'X', subject: '1', receivedAt: new Date(receivedAt) };
  test.each([
    [
      { kind: 'waiting', status: 'A', expected: ['B', 'C'], certainty: 'documented' },
      'is A; expected next: B, C',
    ],
    [
      { kind: 'no-beginning', status: 'B', expected: ['A'], certainty: 'inferred' },
      'begins with B; expected first: A (inferred)',
    ],
    [
      { kind: 'skipped', from: 'A', to: 'C', expected: ['B'], certainty: 'documented' },
      'went from A to C; expected between: B',
    ],
    [{ kind: 'new-transition', from: 'C', to: 'A' }, 'went from C to A, which was never seen before'],
  ] as const)('%j', (gap, expected) => {
    expect(gapSentence({ ...subject, ...gap })).toBe(expected);
  });
});
