import type { Oas3Visitor } from '@redocly/openapi-core';
import { composition, properties } from '../composition.ts';
import { child, type SourceNode } from '../source-node.ts';
import { eachWebhook } from '../webhook.ts';

/**
 * Asks for `x-subject` if the payload requires an id, and for `x-occurred-at` if it has a date-time: without a subject there is
 * no order, without a clock no recognition of duplicates. A warning, because only a person knows whether one of them is it.
 */
export function subjectAndClockChosen(): Oas3Visitor {
  return eachWebhook(({ key, post, json }, report) => {
    const schema = json && child(json, 'schema');
    if (!post || !schema) return;
    const declared = properties(schema);
    const required = new Set(
      [...composition(schema)].flatMap((part) => {
        const names = child(part, 'required')?.node;
        return Array.isArray(names) ? names.map(String) : [];
      }),
    );
    const ids = declared.filter(([name, property]) => required.has(name) && isText(property, 'uuid'));
    const times = declared.filter(([, property]) => isText(property, 'date-time'));
    for (const [extension, found, what] of [
      ['x-subject', ids, 'ids'],
      ['x-occurred-at', times, 'times'],
    ] as const) {
      if (found.length === 0 || child(post, extension)) continue;
      const names = [...new Set(found.map(([name]) => `\`${name}\``))].join(', ');
      report({
        message: `Webhook \`${key}\` has no \`${extension}\`, and its payload has ${what}: ${names}. Name one of them, or say \`${extension}: false\` if none of them is it.`,
        location: post.location.key(),
      });
    }
  });
}

function isText(property: SourceNode, format: string): boolean {
  const schemas = [...composition(property)];
  const states = (keyword: string, value: string) =>
    schemas.some((schema) => child(schema, keyword)?.node === value);
  return states('type', 'string') && states('format', format);
}
