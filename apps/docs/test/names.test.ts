import { expect, it } from 'vitest';
import { uniqueFileName } from '../src/webhook/file-name.ts';
import { className } from '../src/webhook/snippets/names.ts';

// Event types and components of other platforms are named by other rules.

it('each event type has a page of its own, and none is that of all of them', () => {
  const taken = new Set(['index']);
  const names = ['TRANSFER_NOTIFICATION', 'a.b', 'A_B', 'a/b/', 'index', '注文', '注文.作成', '../..'];
  expect(names.map((name) => uniqueFileName(name, taken))).toEqual([
    'transfer-notification',
    'a-b',
    'a-b-2',
    'a-b-3',
    'index-2',
    'webhook',
    'webhook-2',
    'webhook-3',
  ]);
});

it.each([
  ['TRANSFER_NOTIFICATION', 'TransferNotification'],
  ['payment.created', 'PaymentCreated'],
  ['3ds.challenge', 'Event3dsChallenge'],
  ['注文', 'Event'],
])('the class of %s is %s', (eventType, name) => {
  expect(className(eventType, 'Event')).toBe(name);
});
