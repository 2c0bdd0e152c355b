import { isEventTypeName } from '@partner-webhooks/codegen/event-type';
import type { Oas3Visitor } from '@redocly/openapi-core';
import { eachWebhook } from '../webhook.ts';

/**
 * Requires that a key under `webhooks` is an event type in SCREAMING_SNAKE_CASE.
 *
 * The key is the platform's name for the event, and path, file name, operation id and type names are derived from it.
 */
export function eventTypeKey(): Oas3Visitor {
  return eachWebhook(({ key, entry }, report) => {
    if (isEventTypeName(key)) return;
    report({
      message: `Webhook key \`${key}\` is not an event type. Rename it to the event type in SCREAMING_SNAKE_CASE, such as \`ORDER_UPDATE\`.`,
      location: entry.location.key(),
    });
  });
}
