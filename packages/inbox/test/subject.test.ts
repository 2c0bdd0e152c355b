import type { Notification } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import { subjectOf } from '../src/index.ts';
import { occurredAt } from '../src/subject.ts';
import { prices, transfer } from './notifications.ts';

describe('the subject', () => {
  it('is the value of x-subject within its event type', () => {
    expect(subjectOf(transfer(1))).toBe('TRANSFER_NOTIFICATION:00000000-0000-4000-8000-000000000001');
    expect(subjectOf(prices())).toBeUndefined();
  });
});

describe('the clock', () => {
  const at = (modifiedOn: string) =>
    occurredAt({ eventType: 'DOCUMENT_NOTIFICATION', payload: { modifiedOn } } as Notification);

  it.each([
    ['2025-11-19T14:06:35Z', 1_763_561_195_000_000_000n],
    ['2025-11-19T14:06:35.008247Z', 1_763_561_195_008_247_000n],
    ['2025-11-19T14:06:36.104169414Z', 1_763_561_196_104_169_414n],
    ['2025-11-19T16:06:35.5+02:00', 1_763_561_195_500_000_000n],
  ])('reads %s to the nanosecond', (text, nanoseconds) => {
    expect(at(text)).toBe(nanoseconds);
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '1677-09-21T00:12:43.145224191Z',
    '2262-04-11T23:47:16.854775808Z',
    '9999-12-31T23:59:59Z',
  ])('is absent where it stands at %s, which 64 bits do not hold', (text) => {
    expect(at(text)).toBeUndefined();
  });

  it.each([
    ['1677-09-21T00:12:43.145224192Z', -(2n ** 63n)],
    ['2262-04-11T23:47:16.854775807Z', 2n ** 63n - 1n],
  ])('reads %s, the last that they do', (text, nanoseconds) => {
    expect(at(text)).toBe(nanoseconds);
  });

  it('is absent where the event type has none or the payload leaves it out', () => {
    expect(occurredAt(prices())).toBeUndefined();
    expect(occurredAt({ eventType: 'CUSTOMER_NOTIFICATION', payload: {} } as Notification)).toBeUndefined();
  });
});
