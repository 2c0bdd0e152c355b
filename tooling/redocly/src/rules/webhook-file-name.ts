import { isEventTypeName, kebabCase } from '@partner-webhooks/codegen/event-type';
import type { Oas3Visitor } from '@redocly/openapi-core';
import { children, isReference } from '../source-node.ts';
import { eachWebhook } from '../webhook.ts';

/**
 * Requires that every entry under `webhooks` is a reference to `webhooks/<event-type>.yaml` and nothing else.
 *
 * The receiver's path is derived from the event type, and the file has the same name. OpenAPI does not define the meaning of
 * properties next to `$ref`.
 */
export function webhookFileName(): Oas3Visitor {
  return eachWebhook(({ key, entry }, report) => {
    // `event-type-key` reports the key; consequences of it are not reported.
    if (!isEventTypeName(key)) return;
    const expected = `webhooks/${kebabCase(key)}.yaml`;

    if (!isReference(entry.node)) {
      report({
        message: `Webhook \`${key}\` is written inline. Move it to \`${expected}\` and refer to it by \`$ref\`.`,
        location: entry.location.key(),
      });
      return;
    }
    if (entry.node.$ref !== expected) {
      report({
        message: `Webhook \`${key}\` refers to \`${entry.node.$ref}\`. Name the file after the event type and refer to it as \`${expected}\`.`,
        location: entry.location.child('$ref'),
      });
    }
    for (const [name, { location }] of children(entry)) {
      if (name === '$ref') continue;
      report({
        message: `Webhook \`${key}\` has \`${name}\` next to \`$ref\`. Move it to \`${expected}\`.`,
        location: location.key(),
      });
    }
  });
}
