import { inferSchema } from '@partner-webhooks/observed';
import { parsePointer } from '@partner-webhooks/types/json-pointer';
import {
  type AddProperty,
  type AddWebhook,
  type ContractChange,
  type DraftableSchema,
  DraftError,
  type JsonSchema,
  type LeftOut,
  SHOWN_ONLY,
} from '../draft/change.ts';
import { withValidExamples } from '../draft/example-values.ts';
import type { Difference } from './difference.ts';
import type { PublishedProperty } from './published.ts';
import { draftableSchema } from './schema/draftable.ts';
import { READ_ONLY } from './schema/own-keywords.ts';
import type { Schema, SchemaSource } from './schema/schema.ts';

/** What can be drafted, and what of it the source says and the draft will not have. */
export interface ToDraft {
  readonly changes: readonly ContractChange[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The differences that can be drafted: additions. Changes and removals need a decision by a person, because the inbox still
 * has older notifications.
 */
export function toContractChanges(differences: readonly Difference[]): ToDraft {
  const leftOut: LeftOut[] = [];
  const changes = differences.flatMap((difference): ContractChange[] => {
    const { kind, eventType } = difference;
    const leave = (left: readonly Omit<LeftOut, 'eventType'>[]) =>
      leftOut.push(...left.map((each) => ({ eventType, ...each })));
    if (kind === 'webhook-added') return [webhook(difference, leave)];
    if (kind === 'property-added') return [property(difference, leave)];
    if (kind !== 'value-added') return [];
    const { pointer, value } = difference;
    if (isValue(value)) return [{ kind: 'add-value', eventType, pointer, value }];
    leave([
      { pointer, reason: `the value ${JSON.stringify(value)}: expected a text, a number or a boolean` },
    ]);
    return [];
  });
  return { changes, leftOut };
}

function isValue(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

type Added<Kind> = Extract<Difference, { readonly kind: Kind }>;
type Leave = (left: readonly Omit<LeftOut, 'eventType'>[]) => void;

function property(difference: Added<'property-added'>, leave: Leave): AddProperty {
  const { eventType, pointer, before } = difference;
  const change = { kind: 'add-property', eventType, pointer, before } as const;
  if ('example' in difference) return { ...change, schema: inferSchema(difference.example), required: false };
  const { listed, source } = difference;
  const own = listed.find((each) => each.pointer === pointer);
  const required = own?.required ?? false;
  if (!own?.schema || !source) {
    leave(readOnlyIn(listed));
    return { ...change, schema: schemaAt(pointer, listed, undefined), required };
  }
  return { ...change, ...ofSource(own.schema, source, pointer, leave), required };
}

function webhook(difference: Added<'webhook-added'>, leave: Leave): AddWebhook {
  const { eventType, before, after } = difference;
  const { title, description, properties, examples, payload } = difference.webhook;
  const change = {
    kind: 'add-webhook',
    eventType,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    before,
    after,
    examples: examples.map(({ value }) => value),
  } as const;
  if (!payload) {
    leave(readOnlyIn(properties));
    return { ...change, schema: objectAt('', properties, examples[0]?.value) };
  }
  return { ...change, ...ofSource(payload.schema, payload.source, '', leave) };
}

/** The schema of a source for a draft. */
function ofSource(schema: Schema, source: SchemaSource, pointer: string, leave: Leave): DraftableSchema {
  const { leftOut, ...draftable } = draftableSchema(schema, source, pointer);
  leave(leftOut);
  try {
    return withValidExamples(draftable, pointer, (left) => leave([left]));
  } catch (error) {
    // A schema that cannot be compiled is left out where it is drafted.
    if (error instanceof DraftError) return draftable;
    throw error;
  }
}

function readOnlyIn(listed: readonly PublishedProperty[]): Omit<LeftOut, 'eventType'>[] {
  return listed
    .filter(({ constraints }) => constraints?.['readOnly'] === true)
    .map(({ pointer }) => ({ pointer, reason: READ_ONLY }));
}

function objectAt(pointer: string, properties: readonly PublishedProperty[], example: unknown): JsonSchema {
  const own = properties.filter((each) => each.pointer.slice(0, each.pointer.lastIndexOf('/')) === pointer);
  const members = new Map(own.map((each) => [nameOf(each), each]));
  const required = own.filter((each) => each.required).map(nameOf);
  // In the order of the example, which also has the objects that a page folds away.
  const shown = Object.keys(example ?? {});
  const names = [
    ...shown.filter((name) => members.has(name)),
    ...[...members.keys()].filter((name) => !shown.includes(name)),
  ];
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries([
      ...names.map((name) => [
        name,
        schemaAt(members.get(name)?.pointer ?? '', properties, memberOf(example, name)),
      ]),
      ...Object.entries(example ?? {})
        .filter(([name]) => !members.has(name))
        .map(([name, value]) => [name, shownSchema(name, value)]),
    ]),
  };
}

/** The schema of what only an example shows. A text in capitals under the name of a list is one of its values. */
function shownSchema(name: string, value: unknown): JsonSchema {
  if (Array.isArray(value))
    return { type: 'array', items: value.length > 0 ? shownSchema(name, value[0]) : {} };
  if (typeof value === 'object' && value !== null)
    return {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(value).map(([inner, each]) => [inner, shownSchema(inner, each)]),
      ),
    };
  const isConstant = typeof value === 'string' && /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(value);
  if (isConstant && /(type|status|reason|code)$/i.test(name))
    return { type: 'string', enum: [value], [SHOWN_ONLY]: true };
  return inferSchema(value);
}

function schemaAt(pointer: string, properties: readonly PublishedProperty[], example: unknown): JsonSchema {
  const own = properties.find((each) => each.pointer === pointer);
  if (!own) return {};
  const { type, format, isEnum, values, shownValues, description } = own;
  const words = description === undefined ? {} : { description };
  if (type === 'object')
    return { ...objectAt(pointer, properties, example), ...words, ...restrictionsOf(own) };
  if (type === 'array')
    return {
      type,
      ...words,
      items: schemaAt(`${pointer}/*`, properties, Array.isArray(example) ? example[0] : undefined),
      ...restrictionsOf(own),
    };
  const isListed = values !== undefined && values.length > 0;
  const shown = [...(shownValues ?? []), ...(example === undefined || example === null ? [] : [example])];
  const known = isListed ? values : [...new Set(shown)];
  return {
    ...(type !== 'anything' && { type: type.includes(' or ') ? type.split(' or ') : type }),
    ...(format !== undefined && { format }),
    ...words,
    ...(isEnum && known.length > 0 && { enum: known, ...(!isListed && { [SHOWN_ONLY]: true }) }),
    ...restrictionsOf(own),
  };
}

/** What a page says of a value besides its type, format and values. */
function restrictionsOf({ type, nullable, constraints = {} }: PublishedProperty): JsonSchema {
  const { default: usual, readOnly: _, ...others } = constraints;
  return {
    ...(nullable === true && type !== 'anything' && { type: [...type.split(' or '), 'null'] }),
    ...others,
    ...(usual !== undefined && { default: typed(usual, type) }),
  };
}

/** A page shows every value as a text. */
function typed(value: unknown, type: string): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'number' || type === 'integer') return Number.isNaN(Number(value)) ? value : Number(value);
  return type === 'boolean' ? value === 'true' : value;
}

function nameOf({ pointer }: PublishedProperty): string {
  return parsePointer(pointer).at(-1) ?? '';
}

function memberOf(example: unknown, name: string): unknown {
  return typeof example === 'object' && example !== null
    ? (example as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
