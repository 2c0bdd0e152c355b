import { posix } from 'node:path';
import { isMap, isScalar, visit } from 'yaml';
import type { JsonSchema } from './change.ts';
import type { ContractFiles, Location } from './contract-files.ts';
import { enumNameOf } from './enum-name.ts';
import { blockText } from './yaml-text.ts';

/** The text where a person has to write a description. */
export const PLACEHOLDER = 'To be described.';

/** The position that a schema is written to. */
export interface SchemaTarget {
  /** The file of the payload: the names of its enums begin with its name. */
  readonly payload: Pick<Location, 'file'>;
  /** The names of the properties that lead to the schema. */
  readonly names: readonly string[];
  /** The file that the schema is written to. */
  readonly file: string;
}

/** A schema in the style of the contract, and the enums that it refers to, by file. */
export interface StyledSchema {
  readonly schema: JsonSchema;
  readonly enums: ReadonlyMap<string, JsonSchema>;
}

/**
 * Converts a schema to the style of the contract: every property has a description, enums are extensible and in their own
 * files, and a property whose name has a shared schema refers to it.
 */
export function inContractStyle(
  files: ContractFiles,
  schema: JsonSchema,
  target: SchemaTarget,
): StyledSchema {
  const enums = new Map<string, JsonSchema>();

  function styled(given: JsonSchema, names: readonly string[]): JsonSchema {
    const { type, format, description, required, properties, items, 'x-draft': _, ...rest } = given;
    const { enum: values, 'x-extensible': extensible, 'x-enumDescriptions': meanings, ...others } = rest;
    const shared = sharedSchema(files, names.at(-1), given);
    if (shared !== undefined) return { $ref: relativeTo(target.file, shared) };

    const result = {
      ...(type !== undefined && { type }),
      ...(format !== undefined && { format }),
      ...others,
      ...(given['$ref'] === undefined && { description: description ?? PLACEHOLDER }),
      ...(Array.isArray(values) && {
        enum: values,
        'x-extensible': extensible ?? true,
        'x-enumDescriptions': { ...placeholders(values), ...(isSchema(meanings) && meanings) },
      }),
      ...(Array.isArray(required) && required.length > 0 && { required }),
      ...(isSchema(properties) && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, inner]) => [
            name,
            isSchema(inner) ? styled(inner, [...names, name]) : inner,
          ]),
        ),
      }),
      ...(items !== undefined && { items: isSchema(items) ? styled(items, names) : items }),
    };
    if (!Array.isArray(values)) return result;
    const name = enumNameOf(nameOf(target.payload.file), names);
    const file = `schemas/enums/${name}.yaml`;
    // The bundle names components after their files, so file names must be unique across folders.
    const taken = [target.payload.file, ...enums.keys(), ...files.list('')].map(nameOf);
    if (taken.includes(name)) return result;
    enums.set(file, { 'x-draft': true, ...result });
    return { $ref: relativeTo(target.file, file) };
  }

  return { schema: styled(schema, target.names), enums };
}

/** Adds the files of enums. */
export function addEnumFiles(files: ContractFiles, enums: ReadonlyMap<string, JsonSchema>): void {
  for (const [file, schema] of enums) files.add(file, `${blockText(schema)}\n`);
}

/** The reference from one file to another. */
function relativeTo(file: string, target: string): string {
  return posix.relative(posix.dirname(file), target);
}

function nameOf(file: string): string {
  return posix.basename(file).replace(/\.ya?ml$/, '');
}

/**
 * The file that all properties of a name refer to, if there is one and it says the same of the value: `modifiedOn` is
 * always `ModifiedOn.yaml`.
 */
function sharedSchema(files: ContractFiles, name: string | undefined, given: JsonSchema): string | undefined {
  if (name === undefined || given['enum'] !== undefined || given['$ref'] !== undefined) return undefined;
  const targets = new Set(files.list('schemas/').flatMap((file) => targetsOf(files, file, name)));
  const [target] = targets;
  if (targets.size !== 1 || target === undefined) return undefined;
  const { node } = files.document(target);
  if (!isMap(node) || node.has('enum')) return undefined;
  return ['type', 'format'].every((keyword) => node.get(keyword) === given[keyword]) ? target : undefined;
}

/** What the properties of a name in a file refer to; `undefined` stands for one that is described on the spot. */
function targetsOf(files: ContractFiles, file: string, name: string): (string | undefined)[] {
  const targets: (string | undefined)[] = [];
  visit(files.document(file).node, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || pair.key.value !== 'properties' || !isMap(pair.value)) return;
      const property = pair.value.get(name);
      if (property === undefined) return;
      const reference = isMap(property) ? property.get('$ref') : undefined;
      const isWholeFile = typeof reference === 'string' && !reference.includes('#');
      targets.push(isWholeFile ? posix.join(posix.dirname(file), reference) : undefined);
    },
  });
  return targets;
}

function placeholders(values: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(values.map((value) => [String(value), PLACEHOLDER]));
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
