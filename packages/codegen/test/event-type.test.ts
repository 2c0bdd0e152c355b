import { describe, expect, it } from 'vitest';
import { kebabCase, pascalCase, webhookPath } from '../src/index.ts';

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
});
