import {
  EVENT_TYPES,
  type EventType,
  isEventType,
  type Notification,
  type Payload,
  registry,
} from '@partner-webhooks/types';
import { validate } from '@partner-webhooks/types/validators';
import { validate as validateTransfer } from '@partner-webhooks/types/validators/transfer-notification';
import { describe, expect, expectTypeOf, it } from 'vitest';

// The assertions on types are checked by `typecheck`; at run time they do nothing.
describe('the types', () => {
  it('name the payload of each event type', () => {
    expectTypeOf<Payload<'RE_TOKEN_PRICES'>>().toEqualTypeOf<{
      regularToken: number;
      premiumToken: number;
    }>();
    expectTypeOf<Payload<'TRANSFER_NOTIFICATION'>['transferId']>().toBeString();
    expectTypeOf<Payload>().toEqualTypeOf<Payload<EventType>>();
  });

  it('have optional properties if a rejected update leaves them out', () => {
    expectTypeOf<Payload<'CUSTOMER_NOTIFICATION'>>().toExtend<{ status?: string; modifiedOn?: string }>();
    expectTypeOf<Payload<'ONBOARDING_NOTIFICATION'>>().toExtend<{ status: string; modifiedOn: string }>();
  });

  it('have one error object, and a list of them for onboarding alone', () => {
    type ErrorObject = { errorType?: string; description?: string };
    expectTypeOf<Payload<'TRANSFER_NOTIFICATION'>['validationError']>().toExtend<ErrorObject | undefined>();
    expectTypeOf<Payload<'ONBOARDING_NOTIFICATION'>['validationErrors']>().toExtend<
      ErrorObject[] | undefined
    >();
  });

  it('know values of an enum and take others', () => {
    type Status = Payload<'TRANSFER_NOTIFICATION'>['status'];
    expectTypeOf<'PROCESSED'>().toExtend<Status>();
    expectTypeOf<'NOT_KNOWN_YET'>().toExtend<Status>();
    expectTypeOf<number>().not.toExtend<Status>();
  });

  it('tell notifications apart by event type', () => {
    const notification = {
      eventType: 'RE_TOKEN_PRICES',
      payload: { regularToken: 1, premiumToken: 2 },
    } as Notification;
    if (notification.eventType !== 'RE_TOKEN_PRICES') throw new Error('unreachable');
    expectTypeOf(notification.payload.regularToken).toBeNumber();
    expectTypeOf<Notification<'USER_NOTIFICATION'>['payload']>().toEqualTypeOf<
      Payload<'USER_NOTIFICATION'>
    >();
  });

  it('give the validated payload its type', () => {
    const verdict = validate('TRANSFER_NOTIFICATION', {});
    if (verdict.valid) expectTypeOf(verdict.payload).toEqualTypeOf<Payload<'TRANSFER_NOTIFICATION'>>();
    expect(validateTransfer({})).toEqual(verdict);
  });
});

describe('the registry', () => {
  it('has exact types', () => {
    expectTypeOf(registry.RE_TOKEN_PRICES.path).toEqualTypeOf<'/re-token-prices'>();
    expectTypeOf(registry.TRANSFER_NOTIFICATION.subject).toEqualTypeOf<'transferId'>();
    expectTypeOf<(typeof EVENT_TYPES)[number]>().toEqualTypeOf<EventType>();
  });

  it.each(EVENT_TYPES)('%s: has a path derived from its event type', (eventType) => {
    expect(registry[eventType].path).toBe(`/${eventType.toLowerCase().replaceAll('_', '-')}`);
  });

  it('recognises its event types and nothing else', () => {
    expect(EVENT_TYPES.every(isEventType)).toBe(true);
    expect(['', 'toString', '__proto__', 'transfer_notification', undefined, 3].some(isEventType)).toBe(
      false,
    );
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(registry)).toBe(true);
    expect(Object.isFrozen(EVENT_TYPES)).toBe(true);
  });
});
