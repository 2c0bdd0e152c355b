import type { Oas3Visitor } from '@redocly/openapi-core';
import { composition, properties } from '../composition.ts';
import { child, type Report, type SourceNode } from '../source-node.ts';
import { eachWebhook, type Webhook } from '../webhook.ts';

/**
 * Requires that `x-subject` names a required string of the payload, and `x-occurred-at` a date-time of it, or that they are
 * `false`.
 *
 * The receiver reads both from every notification. A property that the payload does not have would not fail there: it would
 * silently be undefined.
 */
export function webhookSubjectAndClock(): Oas3Visitor {
  return eachWebhook((webhook, report) => {
    checkSubject(webhook, report);
    checkClock(webhook, report);
  });
}

function checkSubject(webhook: Webhook, report: Report): void {
  const named = namedProperty(webhook, 'x-subject', report);
  if (!named) return;
  const { name, location, payload, property } = named;
  if (!states(property, 'type', 'string')) {
    report({
      message: `\`x-subject\` of webhook \`${webhook.key}\` names \`${name}\`, which is not of type string. Name a property that identifies the subject as a string.`,
      location,
    });
  }
  if (!payload.some((schema) => listsAsRequired(schema, name))) {
    report({
      message: `\`x-subject\` of webhook \`${webhook.key}\` names \`${name}\`, which is not required. Require it, or leave out \`x-subject\`.`,
      location,
    });
  }
}

function checkClock(webhook: Webhook, report: Report): void {
  const named = namedProperty(webhook, 'x-occurred-at', report);
  if (!named) return;
  const { name, location, property } = named;
  if (states(property, 'type', 'string') && states(property, 'format', 'date-time')) return;
  report({
    message: `\`x-occurred-at\` of webhook \`${webhook.key}\` names \`${name}\`, which is not of type string with format date-time. Name the property with the platform's clock.`,
    location,
  });
}

interface NamedProperty {
  readonly name: string;
  /** Where the property is named. */
  readonly location: SourceNode['location'];
  /** All schemas that apply to the payload. */
  readonly payload: SourceNode[];
  /** All schemas that apply to the property. */
  readonly property: SourceNode[];
}

function namedProperty(
  { key, post, json }: Webhook,
  extension: string,
  report: Report,
): NamedProperty | undefined {
  const mark = post && child(post, extension);
  // `false` says that none of the properties is it.
  if (!mark || mark.node === false) return undefined;
  const schema = json && child(json, 'schema');
  const declared = schema ? properties(schema) : [];
  const property = declared.filter(([name]) => name === mark.node);
  if (schema && property.length > 0) {
    return {
      name: String(mark.node),
      location: mark.location,
      payload: [...composition(schema)],
      property: property.flatMap(([, sourceNode]) => [...composition(sourceNode)]),
    };
  }
  const names = [...new Set(declared.map(([name]) => `\`${name}\``))].join(', ') || 'none';
  report({
    message: `\`${extension}\` of webhook \`${key}\` names \`${mark.node}\`, which the payload does not have. Name one of its properties: ${names}.`,
    location: mark.location,
  });
  return undefined;
}

function states(schemas: SourceNode[], keyword: string, value: string): boolean {
  return schemas.some((schema) => child(schema, keyword)?.node === value);
}

function listsAsRequired(schema: SourceNode, name: string): boolean {
  const required = child(schema, 'required')?.node;
  return Array.isArray(required) && required.includes(name);
}
