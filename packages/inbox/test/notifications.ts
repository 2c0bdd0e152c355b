import type { Notification } from '@partner-webhooks/types';
import type { IncomingNotification } from '../src/index.ts';

/** A notification with a subject and a clock. `subject` identifies the transfer, `step` the notification about it. */
export function transfer(subject: number, step = 0): Notification<'TRANSFER_NOTIFICATION'> {
  const id = `00000000-0000-4000-8000-${String(subject).padStart(12, '0')}`;
  const modifiedOn = new Date(Date.UTC(2025, 0, 1) + step * 1000).toISOString();
  const payload = {
    transferId: id,
    customerId: id,
    customerProductId: id,
    modifiedOn,
    notificationType: 'UPDATED',
  };
  return { eventType: 'TRANSFER_NOTIFICATION', payload };
}

/** A notification with a subject and without a clock. `subject` identifies the order. */
export function order(
  subject: number,
  status = 'RECEIVED',
): Notification<'TRADITIONAL_ASSET_ORDER_NOTIFICATION'> {
  const id = `00000000-0000-4000-8000-${String(subject).padStart(12, '0')}`;
  const payload = {
    orderId: id,
    customerProductId: id,
    externalId: `order ${subject}`,
    status,
    notificationType: 'UPDATED',
  };
  return { eventType: 'TRADITIONAL_ASSET_ORDER_NOTIFICATION', payload };
}

/** A notification without a subject and without a clock. */
export function prices(regularToken = 1): Notification<'RE_TOKEN_PRICES'> {
  return { eventType: 'RE_TOKEN_PRICES', payload: { regularToken, premiumToken: 2 } };
}

/** A notification as it comes in. */
export function incoming(
  id: string,
  notification: Notification = transfer(1),
  receivedAt = new Date(0),
): IncomingNotification {
  const body = Buffer.from(JSON.stringify(notification.payload));
  return { id, notification, body, receivedAt, observations: [] };
}
