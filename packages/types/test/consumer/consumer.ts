import type { EventType, Notification, Payload, TransferStatus } from '@partner-webhooks/types';
import { EVENT_TYPES, isEventType, registry } from '@partner-webhooks/types';
import { parsePointer } from '@partner-webhooks/types/json-pointer';
import openapi from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { type Validation, validate } from '@partner-webhooks/types/validators';
import { validate as validateTransfer } from '@partner-webhooks/types/validators/transfer-notification';

// A user of the published package, compiled outside the workspace. package.test.ts checks its output.

const id = '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11';
const transfer: Payload<'TRANSFER_NOTIFICATION'> = {
  customerId: id,
  customerProductId: id,
  transferId: id,
  status: 'ON_HOLD',
  notificationType: 'UPDATED',
};

const known: TransferStatus = 'PROCESSED';
const eventType: EventType = isEventType('TRANSFER_NOTIFICATION') ? 'TRANSFER_NOTIFICATION' : EVENT_TYPES[0];
const path: '/transfer-notification' = registry.TRANSFER_NOTIFICATION.path;

function price(notification: Notification): number | undefined {
  return notification.eventType === 'RE_TOKEN_PRICES' ? notification.payload.regularToken : undefined;
}

const accepted: Validation<Payload<'TRANSFER_NOTIFICATION'>> = validateTransfer(transfer);
const { transferId: _, ...incomplete } = transfer;
const rejected = validate('TRANSFER_NOTIFICATION', incomplete);

console.log(
  JSON.stringify({
    known,
    eventType,
    path,
    price: price({ eventType: 'RE_TOKEN_PRICES', payload: { regularToken: 1, premiumToken: 2 } }),
    observed: accepted.valid ? accepted.observations[0]?.pointer : undefined,
    rejected: rejected.valid ? undefined : rejected.violations[0]?.pointer,
    tokens: rejected.valid ? undefined : parsePointer(rejected.violations[0]?.pointer ?? ''),
    openapi: openapi.openapi,
  }),
);
