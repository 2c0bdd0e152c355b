import { expect, it } from 'vitest';
import { auditDetails } from '../src/audit/details.ts';

const [BODY, NOTIFICATION] = ['019a9c9e-0000-7000-8000-000000000001', '019a9c9e-0000-7000-8000-000000000002'];

it.each([
  ['replay', { id: NOTIFICATION }, { to: 'notification', id: NOTIFICATION }],
  ['replay quarantined', { id: BODY, outcome: 'received' }, { to: 'notification', id: BODY }],
  ['replay quarantined', { id: BODY, outcome: 'invalid' }, { to: 'quarantined', id: BODY }],
  [
    'replay quarantined',
    { id: BODY, outcome: 'duplicate', notificationId: NOTIFICATION },
    { to: 'notification', id: NOTIFICATION },
  ],
  ['replay', { filter: {}, matched: 1, done: 1 }, undefined],
])('an entry %j with %j leads to what there is now', (action, details, target) => {
  const entry = { at: '2026-01-05T09:00:00.000Z', operator: 'ada', action, details };
  expect(auditDetails(entry).target).toEqual(target);
});

it('an entry about a duplicate names its body, too', () => {
  const details = { id: BODY, outcome: 'duplicate', notificationId: NOTIFICATION };
  const entry = { at: '2026-01-05T09:00:00.000Z', operator: 'ada', action: 'replay quarantined', details };
  expect(auditDetails(entry).selection).toEqual([
    ['body', BODY],
    ['outcome', 'duplicate'],
  ]);
});
