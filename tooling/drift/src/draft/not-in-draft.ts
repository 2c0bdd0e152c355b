import { isDeepStrictEqual } from 'node:util';
import { escapeToken, parsePointer } from '@partner-webhooks/types/json-pointer';
import type { AddProperty, AddWebhook, ContractChange, JsonSchema, LeftOut } from './change.ts';
import { type ContractFiles, type Location, ROOT } from './contract-files.ts';
import { findPayloadSchema, schemasAt } from './schema-location.ts';
import { isSchema } from './subschemas.ts';

/**
 * What a source says for people that the contract does not have after a draft: words about what the contract describes in its own
 * words, and examples that the schema of the source rejects.
 */
export function notInDraft(files: ContractFiles, change: ContractChange): LeftOut[] {
  if (change.kind === 'add-value' || !hasWebhook(files, change.eventType)) return [];
  return [
    ...wordsNotIn(files, change),
    ...(change.kind === 'add-webhook' ? examplesNotIn(files, change) : []),
  ];
}

function hasWebhook(files: ContractFiles, eventType: string): boolean {
  return files.descend(files.document(ROOT), 'webhooks', eventType) !== undefined;
}

function wordsNotIn(files: ContractFiles, change: AddProperty | AddWebhook): LeftOut[] {
  const { eventType, schema, parts = {} } = change;
  const payload = findPayloadSchema(files, eventType);
  if (!payload) return [];
  const pointer = change.kind === 'add-webhook' ? '' : change.pointer;
  return describedIn(schema, pointer, parts).flatMap(({ pointer: at, words }) => {
    const texts = schemasAt(files, [payload], parsePointer(at)).flatMap((each) => textAt(files, each));
    if (texts.length === 0 || texts.some((text) => text.includes(words))) return [];
    return [
      { eventType, pointer: at, reason: `the words “${words}”: the contract says “${texts[0]?.trim()}”` },
    ];
  });
}

function textAt(files: ContractFiles, schema: Location): string[] {
  const description = files.child(schema, 'description');
  const text = description && files.valueOf(description);
  return typeof text === 'string' ? [text] : [];
}

/** The words of a schema and of all properties in it; of a part in itself, once. */
function describedIn(
  { $ref, ...schema }: JsonSchema,
  pointer: string,
  parts: Readonly<Record<string, JsonSchema>>,
): { readonly pointer: string; readonly words: string }[] {
  const { description, properties, items } = schema;
  const words = typeof description === 'string' ? description.trim().replace(/\s+/g, ' ') : '';
  const name = typeof $ref === 'string' ? $ref.replace('#/parts/', '') : '';
  const { [name]: part, ...others } = parts;
  return [
    ...(words === '' ? [] : [{ pointer, words }]),
    ...Object.entries(isSchema(properties) ? properties : {}).flatMap(([property, inner]) =>
      isSchema(inner) ? describedIn(inner, `${pointer}/${escapeToken(property)}`, parts) : [],
    ),
    ...(isSchema(items) ? describedIn(items, `${pointer}/*`, parts) : []),
    ...(part ? describedIn(part, pointer, others) : []),
  ];
}

function examplesNotIn(files: ContractFiles, { eventType, examples = [] }: AddWebhook): LeftOut[] {
  const body = files.descend(files.document(ROOT), 'webhooks', eventType, 'post', 'requestBody');
  const named = body && files.descend(body, 'content', 'application/json', 'examples');
  const known = files.entries(named).map(([, each]) => {
    const value = files.child(files.follow(each), 'value');
    return value && files.valueOf(value);
  });
  const missing = examples.filter((example) => !known.some((value) => isDeepStrictEqual(value, example)));
  const reasons = missing.map(() => 'an example, which the schema of the source rejects');
  if (known.length < MIN_EXAMPLES) reasons.push('examples: none could be generated, so write two');
  return reasons.map((reason) => ({ eventType, pointer: '', reason }));
}

const MIN_EXAMPLES = 2;
