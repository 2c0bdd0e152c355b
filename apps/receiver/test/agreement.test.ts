import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { validate } from '@partner-webhooks/types/validators';
import { describe, expect, it } from 'vitest';
import { handlers } from '../src/generated/handlers.ts';
import definition from '../src/generated/receiver.json' with { type: 'json' };

// Four things are made from the contract for each event type. None may know more or fewer of them than the others.
describe('contract, registry, routes, validators and handlers', () => {
  it('know the same event types', () => {
    const eventTypes = Object.keys(contract.webhooks);
    expect(eventTypes.length).toBeGreaterThan(0);
    expect(EVENT_TYPES).toEqual(eventTypes);
    expect(Object.keys(registry)).toEqual(eventTypes);
    expect(Object.keys(handlers)).toEqual(eventTypes);
    expect(Object.values(definition.paths).map(({ post }) => post['x-event-type'])).toEqual(eventTypes);
  });

  it.each(EVENT_TYPES)('%s: agree on path, operation and schema', (eventType) => {
    const { path, operationId, schema } = registry[eventType];
    const inContract = contract.webhooks[eventType].post;
    const { 'x-event-type': routed, ...inDefinition } = definition.paths[path].post;
    expect(routed).toBe(eventType);
    expect(inDefinition).toEqual(inContract);
    expect(operationId).toBe(inContract.operationId);
    expect(inContract.requestBody.content['application/json'].schema).toEqual({
      $ref: `#/components/schemas/${schema}`,
    });
    expect(validate(eventType, {}).valid).toBe(
      !('required' in contract.components.schemas[schema as keyof typeof contract.components.schemas]),
    );
  });
});
