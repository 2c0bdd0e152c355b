import { EVENT_TYPES, type EventType } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** A named example of the contract. */
export interface Example {
  readonly eventType: EventType;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The schemas of the contract, by name. */
export const schemas: Readonly<Record<string, object>> = contract.components.schemas;

/** Every example of every webhook in the contract. */
export const EXAMPLES: readonly Example[] = EVENT_TYPES.flatMap((eventType) => {
  const { examples } = contract.webhooks[eventType].post.requestBody.content['application/json'];
  return Object.entries(examples).map(([name, { value }]) => ({ eventType, name, body: value }));
});

/** All examples of an event type. */
export function examplesOf(eventType: EventType): Example['body'][] {
  return EXAMPLES.filter((each) => each.eventType === eventType).map(({ body }) => body);
}

/** The first example of an event type: a body that is valid. */
export function exampleOf(eventType: EventType): Example['body'] {
  const [example] = examplesOf(eventType);
  if (!example) throw new Error(`the contract has no example for ${eventType}`);
  return example;
}
