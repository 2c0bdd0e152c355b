import { EVENT_TYPES, type EventType } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** A parsed body, and whether it is a payload of its event type. */
export interface Case {
  readonly eventType: EventType;
  readonly body: unknown;
  readonly valid: boolean;
}

const schemas: Readonly<Record<string, Requiring>> = contract.components.schemas as object as Record<
  string,
  Requiring
>;

interface Requiring {
  readonly required?: readonly string[];
}

/** Every example of the contract; and each once more without the property that its payload requires first. */
export const CASES: readonly Case[] = EVENT_TYPES.flatMap((eventType) => {
  const { schema, examples } = contract.webhooks[eventType].post.requestBody.content['application/json'];
  const [required = ''] = schemas[schema.$ref.replace('#/components/schemas/', '')]?.required ?? [];
  return Object.values(examples).flatMap(({ value }) => [
    { eventType, body: value, valid: true },
    { eventType, body: { ...value, [required]: undefined }, valid: false },
  ]);
});
