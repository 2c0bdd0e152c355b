import { EVENT_TYPES } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { propertiesOf } from './properties.ts';
import type { PublishedProperty } from './published.ts';
import type { Schema } from './schema.ts';

/** The contract of an event type. */
export interface ContractWebhook {
  /** By pointer; parents first. */
  readonly properties: ReadonlyMap<string, PublishedProperty>;
  /** Status codes. */
  readonly responses: readonly string[];
}

const schemas: Readonly<Record<string, Schema>> = contract.components.schemas;

/** The generated contract, by event type. */
export const CONTRACT: ReadonlyMap<string, ContractWebhook> = new Map(
  EVENT_TYPES.map((eventType) => {
    const { requestBody, responses } = contract.webhooks[eventType].post;
    const properties = propertiesOf(requestBody.content['application/json'].schema, {
      resolve: (ref) => schemas[ref.replace('#/components/schemas/', '')] ?? {},
      lineOf: () => 0,
    });
    return [
      eventType,
      {
        properties: new Map(properties.map((property) => [property.pointer, property])),
        responses: Object.keys(responses),
      },
    ];
  }),
);
