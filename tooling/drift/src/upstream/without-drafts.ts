import type { Contract } from '@partner-webhooks/codegen';
import { parseFragment, valueAt } from '@partner-webhooks/types/json-pointer';
import { isPlaceholder } from '../draft/placeholder.ts';
import { isMapping } from './schema/schema.ts';

/**
 * A contract without what is drafted and not yet reviewed: webhooks, properties and values that are marked `x-draft`, or whose
 * description still has to be written.
 */
export function withoutDrafts(contract: Contract): Contract {
  const document = structuredClone(contract.document);
  const isDraft = (value: unknown): boolean => {
    if (!isMapping(value)) return false;
    const { $ref } = value;
    const target = typeof $ref === 'string' ? valueAt(document, parseFragment($ref)) : undefined;
    const { description } = isMapping(target) ? target : value;
    return value['x-draft'] === true || isPlaceholder(description);
  };
  const drafted = new Set(
    contract.webhooks
      .filter(({ eventType, method }) => isDraft(valueAt(document, ['webhooks', eventType, method])))
      .map(({ eventType }) => eventType),
  );
  strip(document, isDraft, new Set());
  return {
    ...contract,
    document,
    webhooks: contract.webhooks.filter(({ eventType }) => !drafted.has(eventType)),
  };
}

function strip(value: unknown, isDraft: (value: unknown) => boolean, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (isMapping(value)) stripSchema(value, isDraft);
  for (const inner of Object.values(value)) strip(inner, isDraft, seen);
}

function stripSchema(schema: { [keyword: string]: unknown }, isDraft: (value: unknown) => boolean): void {
  const { properties, required, enum: values, 'x-draft': mark } = schema;
  if (isMapping(properties)) {
    const names = new Set(Object.keys(properties).filter((name) => isDraft(properties[name])));
    schema['properties'] = Object.fromEntries(
      Object.entries(properties).filter(([name]) => !names.has(name)),
    );
    if (Array.isArray(required) && names.size > 0)
      schema['required'] = required.filter((name) => !names.has(name));
  }
  if (Array.isArray(values) && Array.isArray(mark))
    schema['enum'] = values.filter((value) => !mark.includes(value));
}
