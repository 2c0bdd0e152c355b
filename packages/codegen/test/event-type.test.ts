import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eventTypeOfPath,
  isEventTypeName,
  kebabCase,
  pascalCase,
  splitName,
  webhookPath,
} from '../src/event-type.ts';

describe('what is derived from an event type', () => {
  it.each([
    ['CUSTOMER_NOTIFICATION', 'customer-notification', 'CustomerNotification'],
    ['RE_TOKEN_PRICES', 're-token-prices', 'ReTokenPrices'],
    ['newPet', 'new-pet', 'NewPet'],
    ['order.created', 'order-created', 'OrderCreated'],
    ['Order created (v2)', 'order-created-v2', 'OrderCreatedV2'],
    ['branch-protection-rule-edited', 'branch-protection-rule-edited', 'BranchProtectionRuleEdited'],
  ])('%s gives %s and %s', (eventType, kebab, pascal) => {
    expect(kebabCase(eventType)).toBe(kebab);
    expect(pascalCase(eventType)).toBe(pascal);
    expect(webhookPath(eventType)).toBe(`/${kebab}`);
  });

  it('leads back to the event type, whatever the name', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z]{1,8}[0-9]{0,2}(_([A-Z]{1,8}[0-9]{0,2}|[0-9]{1,2})){0,3}$/),
        (eventType) => {
          expect(isEventTypeName(eventType)).toBe(true);
          expect(kebabCase(eventType)).toBe(eventType.toLowerCase().replaceAll('_', '-'));
          expect(pascalCase(eventType).toUpperCase()).toBe(eventType.replaceAll('_', ''));
          expect(eventTypeOfPath(webhookPath(eventType))).toBe(eventType);
        },
      ),
    );
  });
});

describe('the name of an event type', () => {
  it.each(['', 'Fund', 'fund', '1_A', '_A', 'A_', 'A__B', 'A-B', 'A B', 'Ä', 'A\n'])('is not %j', (key) => {
    expect(isEventTypeName(key)).toBe(false);
  });
});

it('a name is split at separators and before capitals, and keeps its case', () => {
  expect(splitName('validationErrors.taxID')).toEqual(['validation', 'Errors', 'tax', 'ID']);
});
