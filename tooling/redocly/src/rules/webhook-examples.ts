import type { Oas3Visitor } from '@redocly/openapi-core';
import { child, children, descend, isText } from '../place.ts';
import { eachWebhook } from '../webhook.ts';

const ENOUGH = 2;

/**
 * Demands at least two named examples for a webhook, each with a summary.
 *
 * Examples are what integrators copy and what the tests and the simulator send. One alone shows the shape, but not
 * what may differ. That they fit the schema is checked by the tool's own `no-invalid-media-type-examples`.
 */
export function webhookExamples(): Oas3Visitor {
  return eachWebhook(({ key, json }, report) => {
    if (!json) return;
    const examples = descend(json, 'examples');
    const named = examples ? children(examples) : [];
    if (named.length < ENOUGH) {
      report({
        message: `Webhook \`${key}\` has ${named.length} named examples. Give at least ${ENOUGH} under \`examples\`.`,
        location: (child(json, 'examples') ?? json).location.key(),
      });
    }
    for (const [name, written] of named) {
      const example = descend(written);
      const summary = example && child(example, 'summary');
      if (!example || isText(summary?.node)) continue;
      report({
        message: `Example \`${name}\` of webhook \`${key}\` has no summary. Say in one what it shows.`,
        location: (summary ?? example).location.key(),
      });
    }
  });
}
