import { EVENT_TYPES, type EventType, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** A parsed body, and whether it is a payload of its event type. */
export interface Case {
  readonly eventType: EventType;
  /** The path at which a receiver receives it. */
  readonly path: string;
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

/** Every example of the contract, and each once more without the first required property of its payload. */
export const CASES: readonly Case[] = EVENT_TYPES.flatMap((eventType) => {
  const { schema, examples } = contract.webhooks[eventType].post.requestBody.content['application/json'];
  const { path } = registry[eventType];
  const [required = ''] = schemas[schema.$ref.replace('#/components/schemas/', '')]?.required ?? [];
  return Object.values(examples).flatMap(({ value }) => [
    { eventType, path, body: value, valid: true },
    { eventType, path, body: { ...value, [required]: undefined }, valid: false },
  ]);
});
