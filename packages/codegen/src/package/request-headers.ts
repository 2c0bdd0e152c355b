import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Contract } from '../contract.ts';
import { isReadAsJson } from '../media-types.ts';
import { resolve } from '../schema.ts';
import type { Webhook } from '../webhook.ts';

/** What requests have besides their bodies. */
export interface RequestHeaders {
  /** The media types of event types for which the contract names others than `application/json`. */
  readonly mediaTypes: readonly (readonly [eventType: string, mediaTypes: string])[];
}

type Loose = Readonly<Record<string, unknown>>;

/** Reads what the requests of a contract have besides their bodies. */
export function requestHeaders({ document, webhooks }: Contract): RequestHeaders {
  return {
    mediaTypes: webhooks.flatMap((webhook) => {
      const types = mediaTypesOf(document, webhook).join(' or ');
      return types === 'application/json' ? [] : [[webhook.eventType, types] as const];
    }),
  };
}

function mediaTypesOf(document: Oas3_1Definition, { eventType, method }: Webhook): string[] {
  const item = resolve<object>(document, document.webhooks?.[eventType] ?? {}) as Loose;
  const { requestBody } = (item[method] ?? {}) as Loose;
  const { content = {} } = resolve<object>(document, (requestBody ?? {}) as object) as Loose;
  return Object.keys(content as object).filter(isReadAsJson);
}
