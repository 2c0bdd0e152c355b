import { posix } from 'node:path';
import { isMap, isScalar, visit } from 'yaml';
import { type JsonSchema, SHOWN_ONLY } from './change.ts';
import type { ContractFiles, Location } from './contract-files.ts';

/**
 * The file that all properties of a name refer to, if there is one and it says the same of the value: `modifiedOn` is always
 * `ModifiedOn.yaml`.
 */
export function sharedSchema(
  files: ContractFiles,
  name: string | undefined,
  given: JsonSchema,
): string | undefined {
  if (name === undefined || Object.keys(given).some((keyword) => !COMPARED.has(keyword))) return undefined;
  const targets = new Set(referencesIn(files).flatMap((each) => (each.name === name ? [each.target] : [])));
  const [target] = targets;
  if (targets.size !== 1 || target === undefined || !files.has(target)) return undefined;
  const { node } = files.document(target);
  if (!isMap(node) || node.has('enum')) return undefined;
  return ['type', 'format'].every((keyword) => node.get(keyword) === given[keyword]) ? target : undefined;
}

// What else a schema says would be lost.
const COMPARED: ReadonlySet<string> = new Set([
  'description',
  'example',
  'examples',
  'format',
  'type',
  'x-draft',
]);

/** An enum that is looked for among those of the contract. */
export interface DraftedEnum {
  /** The property that has it. */
  readonly name: string | undefined;
  readonly schema: JsonSchema;
  /** Whether its list must not grow. */
  readonly isClosed: boolean;
}

/**
 * The file of the enum that has the same values. Of several, that of a property with the same name, then the one that is referred
 * to most. If the source only shows values, they are no list to compare: then the enum that several properties of that name share.
 */
export function sharedEnum(
  files: ContractFiles,
  { name, schema, isClosed }: DraftedEnum,
): string | undefined {
  const values = Array.isArray(schema['enum']) ? schema['enum'] : [];
  const isShownOnly = schema[SHOWN_ONLY] === true;
  const references = referencesIn(files);
  const candidates = files
    .documents('schemas/')
    .map((location) => ({ file: location.file, known: enumAt(files, location) }))
    .filter(({ known }) => known !== undefined && known.isClosed === isClosed && hasSameType(known, schema))
    .map(({ file, known }) => ({
      file,
      values: known?.values ?? [],
      uses: references.filter(({ target }) => target === file).length,
      named: references.filter((each) => each.target === file && each.name === name).length,
    }))
    .filter((each) => values.every((value) => each.values.includes(value)))
    .filter((each) => (isShownOnly ? each.named > 1 : each.values.length === values.length))
    .toSorted((a, b) => b.named - a.named || b.uses - a.uses || (a.file < b.file ? -1 : 1));
  const [best, next] = candidates;
  // Lists of one value are equal by chance.
  const isCertain =
    isShownOnly || values.length > 1 || best?.named !== next?.named || best?.uses !== next?.uses;
  return isCertain ? best?.file : undefined;
}

interface KnownEnum {
  readonly type: unknown;
  readonly values: readonly unknown[];
  readonly isClosed: boolean;
}

function enumAt(files: ContractFiles, location: Location): KnownEnum | undefined {
  const value = files.valueOf(location);
  if (typeof value !== 'object' || value === null) return undefined;
  const { enum: values, type, ['x-extensible']: extensible } = value as JsonSchema;
  return Array.isArray(values) ? { type, values, isClosed: extensible !== true } : undefined;
}

function hasSameType({ type }: KnownEnum, schema: JsonSchema): boolean {
  return type === (schema['type'] ?? 'string');
}

interface Reference {
  /** The name of the property. */
  readonly name: string;
  /** The file that it refers to; `undefined` if the property is described in its place. */
  readonly target: string | undefined;
}

/** What the properties of all schemas refer to, directly or as items of a list. */
function referencesIn(files: ContractFiles): Reference[] {
  return files.documents('schemas/').flatMap(({ file, node }) => {
    const found: Reference[] = [];
    visit(node, {
      Pair(_, pair) {
        if (!isScalar(pair.key) || pair.key.value !== 'properties' || !isMap(pair.value)) return;
        for (const { key, value } of pair.value.items)
          if (isScalar(key)) found.push({ name: String(key.value), target: targetOf(file, value) });
      },
    });
    return found;
  });
}

function targetOf(file: string, property: unknown): string | undefined {
  if (!isMap(property)) return undefined;
  const reference = property.get('$ref') ?? targetOfItems(property.get('items'));
  const isWholeFile = typeof reference === 'string' && !reference.includes('#');
  return isWholeFile ? posix.join(posix.dirname(file), reference) : undefined;
}

function targetOfItems(items: unknown): unknown {
  return isMap(items) ? items.get('$ref') : undefined;
}
