import type { Notification } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import { orderingKeyOf } from '../src/identity/subject.ts';
import { subjectOf } from '../src/index.ts';
import { prices, transfer } from './notifications.ts';

describe('the subject', () => {
  it('is the value of x-subject within its event type', () => {
    expect(subjectOf(transfer(1))).toBe('TRANSFER_NOTIFICATION:00000000-0000-4000-8000-000000000001');
    expect(subjectOf(prices())).toBeUndefined();
  });

  it.each([
    ['6F9619FF-8B86-D011-B42D-00C04FC964FF', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
    ['6f9619ff-8B86-d011-b42D-00c04FC964ff', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
    ['FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ])('is the same for every spelling of the UUID %s', (written, canonical) => {
    const { eventType, payload } = transfer(1);
    const notification: Notification = { eventType, payload: { ...payload, transferId: written } };
    expect(subjectOf(notification)).toBe(`TRANSFER_NOTIFICATION:${canonical}`);
    expect(orderingKeyOf('TRANSFER_NOTIFICATION', written)).toBe(`TRANSFER_NOTIFICATION:${canonical}`);
  });

  it.each([
    'ABC',
    '',
    '6F9619FF8B86D011B42D00C04FC964FF',
    '{6F9619FF-8B86-D011-B42D-00C04FC964FF}',
    'urn:uuid:6F9619FF-8B86-D011-B42D-00C04FC964FF',
    '6F9619FF-8B86-D011-B42D-00C04FC964FG',
    '6F9619FF-8B86-D011-B42D-00C04FC964FF\n',
    '6F9619FF-8B86-D011-B42D-00C04FC964FF-1',
    'İ6F9619F-8B86-D011-B42D-00C04FC964FF',
  ])('is unchanged if it is no UUID: %j', (text) => {
    expect(orderingKeyOf('FUND', text)).toBe(`FUND:${text}`);
  });
});
