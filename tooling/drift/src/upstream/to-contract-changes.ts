import { parsePointer } from '@partner-webhooks/types/json-pointer';
import type { ContractChange, JsonSchema } from '../draft/change.ts';
import { inferSchema } from '../draft/infer-schema.ts';
import type { Difference } from './difference.ts';
import type { PublishedProperty, PublishedWebhook } from './published.ts';

/**
 * The differences that can be drafted: additions. Changes and removals need a decision by a person, because the inbox still
 * has older notifications.
 */
export function toContractChanges(differences: readonly Difference[]): ContractChange[] {
  return differences.flatMap((difference): ContractChange[] => {
    const { kind, eventType } = difference;
    if (kind === 'webhook-added') return [webhook(difference.webhook)];
    if (kind === 'property-added')
      return [{ kind: 'add-property', eventType, pointer: difference.pointer, ...property(difference) }];
    if (kind === 'value-added' && isValue(difference.value))
      return [{ kind: 'add-value', eventType, pointer: difference.pointer, value: difference.value }];
    return [];
  });
}

function isValue(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

type Added = Extract<Difference, { readonly kind: 'property-added' }>;

function property(difference: Added): { readonly schema: JsonSchema; readonly required: boolean } {
  if ('example' in difference) return { schema: inferSchema(difference.example), required: false };
  const { pointer, listed } = difference;
  return {
    schema: schemaAt(pointer, listed, undefined),
    required: listed.find((each) => each.pointer === pointer)?.required ?? false,
  };
}

function webhook({ eventType, title, properties, examples }: PublishedWebhook): ContractChange {
  const [example] = examples;
  return {
    kind: 'add-webhook',
    eventType,
    ...(title !== undefined && { summary: title }),
    schema: objectAt('', properties, example?.value),
    ...(example && { example: example.value }),
  };
}

function objectAt(pointer: string, properties: readonly PublishedProperty[], example: unknown): JsonSchema {
  const own = properties.filter((each) => each.pointer.slice(0, each.pointer.lastIndexOf('/')) === pointer);
  const names = own.map(nameOf);
  const required = own.filter((each) => each.required).map(nameOf);
  // Properties that a page does not list are known from its example.
  const shown = Object.entries(example ?? {}).filter(([name]) => !names.includes(name));
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries([
      ...own.map((each, index) => {
        const name = names[index] ?? '';
        return [name, schemaAt(each.pointer, properties, memberOf(example, name))];
      }),
      ...shown.map(([name, value]) => [name, inferSchema(value)]),
    ]),
  };
}

function schemaAt(pointer: string, properties: readonly PublishedProperty[], example: unknown): JsonSchema {
  const own = properties.find((each) => each.pointer === pointer);
  if (!own) return {};
  const { type, format, isEnum, values, composed } = own;
  if (composed) return composed;
  if (type === 'object') return { ...objectAt(pointer, properties, example), ...restrictionsOf(own) };
  if (type === 'array')
    return {
      type,
      items: schemaAt(`${pointer}/*`, properties, Array.isArray(example) ? example[0] : undefined),
      ...restrictionsOf(own),
    };
  const known = values && values.length > 0 ? values : example === undefined ? [] : [example];
  return {
    ...(type !== 'anything' && { type: type.includes(' or ') ? type.split(' or ') : type }),
    ...(format !== undefined && { format }),
    ...(isEnum && known.length > 0 && { enum: known }),
    ...restrictionsOf(own),
  };
}

/** What the source says of a value besides its type, format and values. */
function restrictionsOf({ type, nullable, constraints }: PublishedProperty): JsonSchema {
  // The schema of other names is not among the constraints: it has a pointer of its own.
  const { additionalProperties, ...others } = constraints ?? {};
  return {
    ...(nullable === true && type !== 'anything' && { type: [...type.split(' or '), 'null'] }),
    ...others,
    ...(additionalProperties === false && { additionalProperties }),
  };
}

function nameOf({ pointer }: PublishedProperty): string {
  return parsePointer(pointer).at(-1) ?? '';
}

function memberOf(example: unknown, name: string): unknown {
  return typeof example === 'object' && example !== null
    ? (example as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
