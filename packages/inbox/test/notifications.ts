import type { Notification } from '@partner-webhooks/types';
import type { Receipt } from '../src/index.ts';

/** A notification about a transfer, named by a small number. */
export function transfer(subject: number): Notification<'TRANSFER_NOTIFICATION'> {
  const id = `00000000-0000-4000-8000-${String(subject).padStart(12, '0')}`;
  const payload = { transferId: id, customerId: id, customerProductId: id, notificationType: 'UPDATED' };
  return { eventType: 'TRANSFER_NOTIFICATION', payload };
}

/** A receipt with an id of its own. */
export function receipt(id: string, notification: Notification = transfer(1)): Receipt {
  return {
    id,
    notification,
    body: Buffer.from(JSON.stringify(notification.payload)),
    receivedAt: new Date(0),
    observations: [],
  };
}

/** A notification about nothing in particular: token prices have no subject. */
export const prices: Notification<'RE_TOKEN_PRICES'> = {
  eventType: 'RE_TOKEN_PRICES',
  payload: { regularToken: 1, premiumToken: 2 },
};
