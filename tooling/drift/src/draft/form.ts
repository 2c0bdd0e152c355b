import { posix } from 'node:path';
import { isMap, isScalar, visit } from 'yaml';
import type { JsonSchema } from './change.ts';
import type { ContractFiles, Place } from './contract-files.ts';
import { enumNameOf } from './enum-name.ts';
import { blockText } from './yaml-text.ts';

/** What stands where only a person can say something. */
export const PLACEHOLDER = 'To be described.';

/** Where a schema will stand. */
export interface Surroundings {
  /** The file of the payload, whose name those of its lists of values begin with. */
  readonly payload: Pick<Place, 'file'>;
  /** The names of the properties that lead to it. */
  readonly names: readonly string[];
  /** The file it is written into. */
  readonly file: string;
}

/** A schema as the contract would have it, and the lists of values that it refers to, by file. */
export interface Formed {
  readonly schema: JsonSchema;
  readonly enums: ReadonlyMap<string, JsonSchema>;
}

/**
 * Brings a schema into the form of the contract: every property described, lists of values in files of their own and
 * open to more, and a reference where the contract has one for properties of that name.
 */
export function inForm(files: ContractFiles, schema: JsonSchema, surroundings: Surroundings): Formed {
  const enums = new Map<string, JsonSchema>();

  function form(given: JsonSchema, names: readonly string[]): JsonSchema {
    const { type, format, description, required, properties, items, 'x-draft': _, ...rest } = given;
    const { enum: values, 'x-extensible': extensible, 'x-enumDescriptions': meanings, ...others } = rest;
    const shared = sharedSchema(files, names.at(-1), given);
    if (shared !== undefined) return { $ref: relativeTo(surroundings.file, shared) };

    const formed = {
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
            isSchema(inner) ? form(inner, [...names, name]) : inner,
          ]),
        ),
      }),
      ...(items !== undefined && { items: isSchema(items) ? form(items, names) : items }),
    };
    if (!Array.isArray(values)) return formed;
    const name = enumNameOf(nameOf(surroundings.payload.file), names);
    const file = `schemas/enums/${name}.yaml`;
    // The bundle names components after their files, so no two may share a name, in whatever folders.
    const taken = [surroundings.payload.file, ...enums.keys(), ...files.list('')].map(nameOf);
    if (taken.includes(name)) return formed;
    enums.set(file, { 'x-draft': true, ...formed });
    return { $ref: relativeTo(surroundings.file, file) };
  }

  return { schema: form(schema, surroundings.names), enums };
}

/** Adds the files of lists of values. */
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
