import type { EventType } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import { AssignmentError, assign } from '../src/index.ts';

type Case = readonly [eventType: EventType, payload: object, assignment: string, expected: object];

describe('assign', () => {
  it.each<Case>([
    ['TRANSFER_NOTIFICATION', { status: 'PENDING' }, 'status=PROCESSED', { status: 'PROCESSED' }],
    ['TRANSFER_NOTIFICATION', {}, '/status=', { status: '' }],
    // The contract says that it is text, so it is text.
    ['USER_NOTIFICATION', {}, 'userId=42', { userId: '42' }],
    ['RE_TOKEN_PRICES', { premiumToken: 1 }, 'regularToken=42.5', { premiumToken: 1, regularToken: 42.5 }],
    [
      'TRANSFER_NOTIFICATION',
      { validationError: { description: 'text' } },
      'validationError.errorType=NOT_KNOWN_YET',
      { validationError: { description: 'text', errorType: 'NOT_KNOWN_YET' } },
    ],
    ['DIGITAL_ASSET_ORDER_NOTIFICATION', {}, 'executionData.quantity=3', { executionData: { quantity: 3 } }],
    ['LABELS_UPDATE_NOTIFICATION', {}, '/updatedCustomers/0=a=b', { updatedCustomers: ['a=b'] }],
    [
      'ONBOARDING_NOTIFICATION',
      { validationErrors: [{ errorType: 'A' }] },
      'validationErrors.1.errorType=B',
      { validationErrors: [{ errorType: 'A' }, { errorType: 'B' }] },
    ],
    ['LABELS_UPDATE_NOTIFICATION', {}, 'updatedCustomers=["a"]', { updatedCustomers: ['a'] }],
    ['RE_TOKEN_PRICES', {}, 'currency=EUR', { currency: 'EUR' }],
    ['RE_TOKEN_PRICES', {}, 'scale={"digits":2}', { scale: { digits: 2 } }],
    ['RE_TOKEN_PRICES', {}, '/a~1b~0c=1', { 'a/b~c': 1 }],
  ])('%s %j %s', (eventType, payload, assignment, expected) => {
    const before = structuredClone(payload);
    expect(assign(eventType, payload, assignment)).toEqual(expected);
    expect(payload).toEqual(before);
  });

  it.each<readonly [EventType, string, string]>([
    ['RE_TOKEN_PRICES', 'regularToken=cheap', 'a value of type number'],
    ['LABELS_UPDATE_NOTIFICATION', 'updatedCustomers=a', 'a value of type array'],
    ['LABELS_UPDATE_NOTIFICATION', 'updatedCustomers.1=a', 'an index from 0 to 0'],
    ['TRANSFER_NOTIFICATION', 'validationError=7', 'a value of type object'],
    ['TRANSFER_NOTIFICATION', 'status.inside=1', 'a string has no members'],
    ['TRANSFER_NOTIFICATION', 'status', 'Expected a path'],
    ['TRANSFER_NOTIFICATION', '=ACTIVE', 'Expected a path'],
    ['TRANSFER_NOTIFICATION', 'a..b=1', 'Expected a path'],
    ['TRANSFER_NOTIFICATION', '__proto__.a=1', 'Expected a path'],
  ])('%s %s: %s', (eventType, assignment, message) => {
    expect(() => assign(eventType, {}, assignment)).toThrow(AssignmentError);
    expect(() => assign(eventType, {}, assignment)).toThrow(message);
  });
});
