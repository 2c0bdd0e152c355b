import { escapeToken } from '@partner-webhooks/types/json-pointer';
import type { PublishedProperty } from '../published.ts';
import { constraintsOf } from './constraints.ts';
import { alternativeRefs, discriminatorMapping, hasInlineAlternative } from './discriminator.ts';
import { type MergedSchema, mergeSchema } from './merge.ts';
import { isMapping, type Schema, type SchemaSource } from './schema.ts';

/** The payload itself, whose pointer is `''`, and all its properties at any depth; parents first. */
export function describePayload(
  schema: Schema,
  source: SchemaSource,
): { readonly body: PublishedProperty; readonly properties: PublishedProperty[] } {
  const [body, ...properties] = describe(schema, { source, pointer: '', required: true, outer: new Map() });
  // Of the alternatives of a payload, several may have the same property.
  const byPointer = new Map(properties.toReversed().map((property) => [property.pointer, property]));
  if (!body) throw new Error('a payload has a description');
  return { body, properties: properties.filter((property) => byPointer.get(property.pointer) === property) };
}

interface Place {
  readonly source: SchemaSource;
  readonly pointer: string;
  readonly required: boolean;
  /** The schemas around it, with their pointers. */
  readonly outer: ReadonlyMap<object, string>;
}

function describe(schema: unknown, place: Place): PublishedProperty[] {
  const { source, pointer, outer } = place;
  const line = isMapping(schema) ? source.lineOf(schema) : 0;
  const merged = mergeSchema(schema, source, line);
  const recursesTo = outer.get(merged.target);
  const own = property(isMapping(schema) ? schema : {}, merged, { ...place, line });
  if (recursesTo !== undefined) return [{ ...own, recursesTo }];
  const inner = { ...place, outer: new Map([...outer, [merged.target, pointer]]) };
  const { items, additionalProperties } = merged.keywords;
  return [
    own,
    ...[items, additionalProperties]
      .filter(isMapping)
      .filter((each) => Object.keys(each).length > 0)
      .flatMap((each) => describe(each, { ...inner, pointer: `${pointer}/*`, required: true })),
    ...[...merged.properties].flatMap(([name, each]) =>
      describe(each, {
        ...inner,
        pointer: `${pointer}/${escapeToken(name)}`,
        required: merged.required.has(name),
      }),
    ),
    // What only some alternatives have is optional; their own descriptions are not properties.
    ...merged.alternatives.flatMap((each) =>
      describe(each, inner)
        .slice(1)
        .map((member) => ({ ...member, required: false })),
    ),
  ];
}

function property(
  schema: Schema,
  { keywords, properties, nullable, alternatives }: MergedSchema,
  { source, pointer, required, line }: Place & { readonly line: number },
): PublishedProperty {
  const { enum: values, format } = keywords;
  return {
    pointer,
    line,
    type: alternatives.length > 0 ? `one of ${alternatives.length}` : typeOf(keywords, properties.size > 0),
    ...(typeof format === 'string' && { format }),
    schema,
    isEnum: Array.isArray(values),
    ...(Array.isArray(values) && { values: values.filter((value) => value !== null) }),
    required,
    nullable,
    constraints: { ...constraintsOf(keywords, source), ...discriminatorOf(keywords, alternatives) },
  };
}

/** A discriminator by its values: the names of the schemas that they stand for may differ. */
function discriminatorOf(keywords: Schema, alternatives: readonly unknown[]): Record<string, unknown> {
  const { discriminator } = keywords;
  if (!isMapping(discriminator) || hasInlineAlternative({ oneOf: alternatives })) return {};
  const mapping = discriminatorMapping(discriminator, alternativeRefs({ oneOf: alternatives }));
  const values = mapping.map(([value]) => value).toSorted();
  return { discriminator: [discriminator['propertyName'], ...values].join(' ') };
}

function typeOf({ type, items, enum: values }: Schema, hasProperties: boolean): string {
  // OpenAPI 3.1 gives a nullable property two types.
  const types = [type].flat().filter((each) => each !== undefined && each !== 'null');
  if (types.length > 0) return types.join(' or ');
  if (Array.isArray(values) && values.length > 0) return [...new Set(values.map(jsonType))].join(' or ');
  if (hasProperties) return 'object';
  return items === undefined ? 'anything' : 'array';
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
