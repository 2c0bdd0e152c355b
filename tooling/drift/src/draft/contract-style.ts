import { posix } from 'node:path';
import { type JsonSchema, SHOWN_ONLY } from './change.ts';
import type { ContractFiles, Location } from './contract-files.ts';
import { descriptionOf, meaningOf } from './descriptions.ts';
import { enumNameOf, partNameOf } from './enum-name.ts';
import { completeness } from './house-words.ts';
import { sharedEnum, sharedSchema } from './shared-schema.ts';
import { isSchema, mapSubschemas } from './subschemas.ts';
import { blockText } from './yaml-text.ts';

/** The position that a schema is written to. */
export interface SchemaTarget {
  /** The file of the payload: the names of its enums begin with its name. */
  readonly payload: Pick<Location, 'file'>;
  /** What the payload is about: `savings plan`. */
  readonly subject: string | undefined;
  /** The names of the properties that lead to the schema. */
  readonly names: readonly string[];
  /** The file that the schema is written to. */
  readonly file: string;
  /** The part that is the payload itself, if it contains itself. */
  readonly payloadPart?: string;
}

/** A schema in the style of the contract, and the files that it needs: enums and parts. */
export interface StyledSchema {
  readonly schema: JsonSchema;
  readonly files: ReadonlyMap<string, JsonSchema>;
}

/**
 * Converts a schema to the style of the contract: every property has a description, lists of values are extensible and in their
 * own files or those of the contract, and a property whose name has a shared schema refers to it.
 */
export function inContractStyle(
  files: ContractFiles,
  given: JsonSchema,
  parts: Readonly<Record<string, JsonSchema>>,
  target: SchemaTarget,
): StyledSchema {
  const added = new Map<string, JsonSchema>();
  const partFiles = new Map<string, string>();
  const payloadSchema = nameOf(target.payload.file);

  /** The bundle names components after their files, so file names must be unique across folders. */
  function isTaken(file: string): boolean {
    const others = [target.payload.file, target.file, ...added.keys(), ...files.list('')];
    return others.some((other) => nameOf(other).toLowerCase() === nameOf(file).toLowerCase());
  }

  /** The file of a part, which is written when it is first referred to. */
  function partFile(name: string, form?: Place['form']): string {
    if (name === target.payloadPart) return target.file;
    const written = partFiles.get(name);
    if (written !== undefined) return written;
    let file = `schemas/${partNameOf(payloadSchema, name)}.yaml`;
    while (isTaken(file)) file = file.replace(/\.yaml$/, 'Part.yaml');
    partFiles.set(name, file);
    const part = parts[name];
    if (part) {
      // Before its content, which may refer to it.
      added.set(file, {});
      added.set(
        file,
        styled(part, { file, names: [name], role: 'part', isClosed: false, ...(form && { form }) }),
      );
    }
    return file;
  }

  function styled(schema: JsonSchema, place: Place): JsonSchema {
    const { names, role, file } = place;
    const part = partIn(schema['$ref']);
    if (part !== undefined) {
      const { description } = schema;
      const words = role === 'property' && typeof description === 'string' ? { description } : {};
      return { $ref: relativeTo(file, partFile(part)), ...described(words, place) };
    }
    const shared = role === 'property' ? sharedSchema(files, names.at(-1), schema) : undefined;
    if (shared !== undefined) {
      return { $ref: relativeTo(file, shared) };
    }
    if (Array.isArray(schema['enum'])) return styledEnum(schema, place);
    return ordered({ ...styledInside(schema, place), ...described(schema, place) });
  }

  function styledInside(schema: JsonSchema, place: Place): JsonSchema {
    const { 'x-draft': _mark, discriminator, ...keywords } = schema;
    // First, because it says what its alternatives are.
    const styledFirst = isSchema(discriminator) ? styledDiscriminator(discriminator, place) : undefined;
    const { form: _form, ...around } = place;
    const inside = mapSubschemas(keywords, (inner, keyword, name) =>
      styled(inner, {
        ...around,
        names: name === undefined ? place.names : [...place.names, name],
        role: keyword === 'properties' ? 'property' : 'inner',
        isClosed: place.isClosed || CLOSING.has(keyword),
      }),
    );
    return styledFirst ? { ...inside, discriminator: styledFirst } : inside;
  }

  function styledDiscriminator(discriminator: JsonSchema, place: Place): JsonSchema {
    const { mapping, propertyName } = discriminator;
    if (!isSchema(mapping)) return discriminator;
    const targets = Object.entries(mapping).map(([value, ref]) => [
      value,
      relativeTo(place.file, partFile(partIn(ref) ?? '', { property: String(propertyName), value })),
    ]);
    return { ...discriminator, mapping: Object.fromEntries(targets) };
  }

  function described(schema: JsonSchema, place: Place): JsonSchema {
    const words = typeof schema['description'] === 'string' ? schema['description'] : undefined;
    const isNeeded = place.role !== 'inner' && schema['$ref'] === undefined;
    if (place.role === 'inner' && words === undefined) return {};
    const text = descriptionOf(files, {
      subject: target.subject,
      schema,
      isInside: isInside(place),
      ...place,
    });
    return isNeeded || words !== undefined ? { description: text } : {};
  }

  /** The root of what is drafted is what a person describes; of a webhook, that is its operation. */
  function isInside({ names }: Place): boolean {
    return target.names.length === 0 || names.length > target.names.length;
  }

  function styledEnum(schema: JsonSchema, place: Place): JsonSchema {
    const { names, file } = place;
    const {
      enum: values,
      'x-extensible': extensible,
      'x-enumDescriptions': meanings,
      description: _,
      [SHOWN_ONLY]: isShownOnly,
      ...others
    } = schema;
    const list = Array.isArray(values) ? values : [];
    const isClosed = place.isClosed || extensible === false;
    const [only] = list;
    // A list of one value that cannot grow is a constant.
    if (isClosed && list.length === 1)
      return styled(
        {
          ...others,
          ...(schema['description'] !== undefined && { description: schema['description'] }),
          const: only,
        },
        place,
      );
    const property = names.at(-1);
    const shared = sharedEnum(files, { name: property, schema, isClosed }) ?? sharedWithNew(list, isClosed);
    const isAlone = Object.keys(others).every((keyword) => keyword === 'type' || keyword === 'x-draft');
    if (shared !== undefined && isAlone) {
      return { $ref: relativeTo(file, shared) };
    }
    const known = isSchema(meanings) ? meanings : {};
    const text = descriptionOf(files, {
      subject: target.subject,
      schema,
      isInside: isInside(place),
      ...place,
      role: 'list',
    });
    const result = ordered({
      ...(others['type'] === undefined && { type: typeOf(list) }),
      ...styledInside(others, place),
      description: isClosed ? text : `${text} ${completeness(list, isShownOnly === true)}`,
      enum: list,
      'x-extensible': !isClosed,
      'x-enumDescriptions': Object.fromEntries(
        list.map((value) => [String(value), meaningOf(files, property, value, known[String(value)])]),
      ),
    });
    const enumFile = `schemas/enums/${enumNameOf(payloadSchema, names)}.yaml`;
    if (isTaken(enumFile)) return result;
    added.set(enumFile, result);
    return { $ref: relativeTo(file, enumFile) };
  }

  /** A list of this draft with the same values. */
  function sharedWithNew(values: readonly unknown[], isClosed: boolean): string | undefined {
    if (values.length < 2) return undefined;
    return [...added].find(([, each]) => {
      const list: unknown = each['enum'];
      return (
        Array.isArray(list) &&
        list.length === values.length &&
        values.every((value) => list.includes(value)) &&
        each['x-extensible'] === !isClosed
      );
    })?.[0];
  }

  const isPayload = target.names.length === 0;
  const root = isPayload && target.payloadPart !== undefined ? (parts[target.payloadPart] ?? given) : given;
  const { file, names } = target;
  const schema = styled(root, { file, names, role: isPayload ? 'payload' : 'property', isClosed: false });
  return { schema, files: added };
}

/** Where a schema is written, and what for. */
interface Place {
  readonly file: string;
  readonly names: readonly string[];
  readonly role: 'payload' | 'part' | 'property' | 'inner';
  /** The value of a discriminator that stands for it. */
  readonly form?: { readonly property: string; readonly value: string };
  /** Whether its lists must be closed: if they accepted more, a valid body could be rejected. */
  readonly isClosed: boolean;
}

// What is inside of these is also used to decide what is not accepted.
const CLOSING: ReadonlySet<string> = new Set(['contains', 'if', 'not', 'oneOf']);

/** Adds the files that a styled schema needs. */
export function addFiles(files: ContractFiles, added: ReadonlyMap<string, JsonSchema>): void {
  for (const [file, schema] of added) files.add(file, `${blockText(schema)}\n`);
}

/** Keywords in the order that the contract has them in. */
function ordered(schema: JsonSchema): JsonSchema {
  const known = ORDER.flatMap((keyword) => (keyword in schema ? [[keyword, schema[keyword]] as const] : []));
  return Object.fromEntries([
    ...known,
    ...Object.entries(schema).filter(([keyword]) => !ORDER.includes(keyword)),
  ]);
}

const ORDER = [
  'type',
  'format',
  'description',
  'enum',
  'x-extensible',
  'x-enumDescriptions',
  'required',
  'properties',
];

/** The name in a reference to a part. */
function partIn(ref: unknown): string | undefined {
  return typeof ref === 'string' && ref.startsWith(PARTS) ? ref.slice(PARTS.length) : undefined;
}

const PARTS = '#/parts/';

function typeOf(values: readonly unknown[]): unknown {
  const types = [...new Set(values.map((value) => (value === null ? 'null' : typeof value)))];
  return types.length === 1 ? types[0] : types;
}

/** The reference from one file to another. */
function relativeTo(file: string, target: string): string {
  return posix.relative(posix.dirname(file), target);
}

function nameOf(file: string): string {
  return posix.basename(file).replace(/\.ya?ml$/, '');
}
