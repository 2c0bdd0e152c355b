import {
  EVENT_TYPES,
  type EventType,
  isEventType,
  isKnown,
  type Known,
  match,
  meanings,
  type Notification,
  type Payload,
  registry,
  values,
} from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import { isReTokenPrices } from '@partner-webhooks/types/guards';
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

describe('the known values', () => {
  type Status = NonNullable<Payload<'TRANSFER_NOTIFICATION'>['status']>;

  it('are those that the contract lists', () => {
    expectTypeOf<Known<Status>>().toEqualTypeOf<(typeof values.TransferStatus)[number]>();
    expectTypeOf<Known<Payload<'TRANSFER_NOTIFICATION'>['status']>>().toEqualTypeOf<Known<Status>>();
    expectTypeOf<Known<1 | 2 | (number & {}) | null | true>>().toEqualTypeOf<1 | 2 | null | true>();
    expectTypeOf<Known<string>>().toBeNever();
  });

  it('are told apart by isKnown', () => {
    const status = 'PROCESSED' as Status;
    if (!isKnown(values.TransferStatus, status)) {
      expectTypeOf(status).not.toEqualTypeOf<Known<Status>>();
      throw new Error('unreachable');
    }
    expectTypeOf(status).toEqualTypeOf<Known<Status>>();
    expectTypeOf(meanings.TransferStatus[status]).toBeString();
  });
});

describe('match', () => {
  const prices = {
    eventType: 'RE_TOKEN_PRICES',
    payload: { regularToken: 1, premiumToken: 2 },
  } as Notification;

  it('calls the function of the event type, and returns what it returns', () => {
    const result = match(
      prices,
      { RE_TOKEN_PRICES: ({ regularToken }, { eventType }) => [regularToken, eventType] as const },
      ({ eventType }) => {
        expectTypeOf(eventType).toEqualTypeOf<Exclude<EventType, 'RE_TOKEN_PRICES'>>();
        return 'other';
      },
    );
    expectTypeOf(result).toEqualTypeOf<string | readonly [number, 'RE_TOKEN_PRICES']>();
    expect(result).toEqual([1, 'RE_TOKEN_PRICES']);
  });

  it('calls the fallback for the others, and for what the contract does not have', () => {
    const fallback = ({ eventType }: { eventType: string }) => eventType;
    expect(match(prices, {}, fallback)).toBe('RE_TOKEN_PRICES');
    const later = { eventType: 'toString', payload: {} } as unknown as Notification;
    expect(match(later, { USER_NOTIFICATION: () => 'user' }, fallback)).toBe('toString');
  });

  it('requires a function for each event type without a fallback', () => {
    // @ts-expect-error 17 are missing
    expect(match(prices, { RE_TOKEN_PRICES: ({ premiumToken }) => premiumToken })).toBe(2);
    // @ts-expect-error the contract has no such event type
    expect(match(prices, { NOPE: () => 1 }, () => 2)).toBe(2);
    const narrow = prices as Notification<'RE_TOKEN_PRICES'>;
    expect(match(narrow, { RE_TOKEN_PRICES: ({ premiumToken }) => premiumToken })).toBe(2);
    // @ts-expect-error the function of this event type is missing
    expect(() => match(narrow, {})).toThrow('expected a handler of "RE_TOKEN_PRICES", or a fallback');
  });

  it('requires all functions of all event types', () => {
    const each = Object.fromEntries(EVENT_TYPES.map((eventType) => [eventType, () => eventType]));
    const handlers = each as { [E in EventType]: () => E };
    const result = match(prices, handlers);
    expectTypeOf(result).toEqualTypeOf<EventType>();
    expect(result).toBe('RE_TOKEN_PRICES');
  });
});

describe('a guard', () => {
  it('tells a payload from anything else', () => {
    const body: unknown = { regularToken: 1, premiumToken: 2, extra: 3 };
    expect([isReTokenPrices(body), isReTokenPrices({}), isReTokenPrices(null)]).toEqual([true, false, false]);
    if (isReTokenPrices(body)) expectTypeOf(body).toEqualTypeOf<Payload<'RE_TOKEN_PRICES'>>();
  });
});

describe('the examples', () => {
  it.each(EVENT_TYPES)('%s: are valid', (eventType) => {
    const all: Readonly<Record<string, unknown>> = examples[eventType];
    expect(Object.keys(all).length).toBeGreaterThan(0);
    for (const body of Object.values(all))
      expect(validate(eventType, body)).toMatchObject({ valid: true, observations: [] });
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
