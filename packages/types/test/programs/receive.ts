// A user of everything in the package, compiled with every way in which TypeScript finds modules. consumers.test.ts checks
// its output.

import type { EventType, Known, Notification, Payload, TransferStatus } from '@partner-webhooks/types';
import {
  EVENT_TYPES,
  eventTypeOf,
  isEventType,
  isKnown,
  match,
  meanings,
  registry,
  UnknownEventTypeError,
  values,
} from '@partner-webhooks/types';
import { isDateTime } from '@partner-webhooks/types/date-time';
import { examples } from '@partner-webhooks/types/examples';
import { examples as transfers } from '@partner-webhooks/types/examples/transfer-notification';
import { isTransferNotification } from '@partner-webhooks/types/guards';
import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { type Parsed, parse, parseRequest } from '@partner-webhooks/types/parse';
import { parseStrictJson } from '@partner-webhooks/types/request';
import { type Validation, validate, validators } from '@partner-webhooks/types/validators';
import { validate as validateTransfer } from '@partner-webhooks/types/validators/transfer-notification';
import { TransferStatus as statuses } from '@partner-webhooks/types/values';

const payload: Payload<'TRANSFER_NOTIFICATION'> = transfers.processed;
const again: Payload<'TRANSFER_NOTIFICATION'> = examples.TRANSFER_NOTIFICATION.rejected;
const eventType: EventType = isEventType('TRANSFER_NOTIFICATION') ? 'TRANSFER_NOTIFICATION' : EVENT_TYPES[0];
const path: '/transfer-notification' = registry.TRANSFER_NOTIFICATION.path;

/** Exhaustive: with a value more in the contract this does not compile. */
function icon(status: TransferStatus | undefined): string {
  if (!isKnown(values.TransferStatus, status)) return '?';
  switch (status) {
    case 'RECEIVED':
    case 'PENDING':
      return '…';
    case 'PROCESSED':
      return '✓';
    case 'INVALID':
    case 'REJECTED':
      return '✗';
  }
}
const known: Known<TransferStatus> = statuses[0];

function subject(notification: Notification): string | number {
  return match(
    notification,
    {
      TRANSFER_NOTIFICATION: (transfer) => transfer.transferId,
      RE_TOKEN_PRICES: ({ regularToken }) => regularToken,
    },
    ({ eventType: other }) => other,
  );
}

const parsed: Parsed = parseRequest({
  path,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(payload),
});
const one = parse(
  'TRANSFER_NOTIFICATION',
  Uint8Array.from(JSON.stringify(again), (each) => each.charCodeAt(0)),
);
const accepted: Validation<Payload<'TRANSFER_NOTIFICATION'>> = validateTransfer(payload);
const unknown: unknown = payload;
let message = '';
try {
  validate('NOPE' as EventType, {});
} catch (error) {
  if (error instanceof UnknownEventTypeError) message = error.message;
}
console.log(
  JSON.stringify([
    eventType,
    icon('ON_HOLD'),
    icon('PROCESSED'),
    known,
    parsed.valid && subject(parsed.notification),
    one.valid && one.notification.payload.transferId,
    accepted.valid,
    isTransferNotification(unknown) && unknown.transferId,
    eventTypeOf('/Transfer-Notification/?x=1'),
    meanings.TransferStatus.REJECTED,
    parsePointer('/a'),
    isDateTime('x'),
    parseStrictJson('{}'),
    validators.TRANSFER_NOTIFICATION['~standard'].vendor,
    message.slice(0, 30),
  ]),
);

declare const console: { log(text: string): void };
