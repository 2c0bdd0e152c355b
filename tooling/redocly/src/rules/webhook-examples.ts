import type { Oas3Visitor } from '@redocly/openapi-core';
import { child, children, descend, isText } from '../source-node.ts';
import { eachWebhook } from '../webhook.ts';

const MIN_EXAMPLES = 2;

/**
 * Requires at least two named examples for a webhook, each with a summary.
 *
 * Integrators copy examples; the tests and the simulator send them. A single one does not show what may differ. The built-in
 * rule `no-invalid-media-type-examples` validates them.
 */
export function webhookExamples(): Oas3Visitor {
  return eachWebhook(({ key, json }, report) => {
    if (!json) return;
    const examples = descend(json, 'examples');
    const named = examples ? children(examples) : [];
    if (named.length < MIN_EXAMPLES) {
      report({
        message: `Webhook \`${key}\` has ${named.length} named examples. Give at least ${MIN_EXAMPLES} under \`examples\`.`,
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
