import { parseJson } from '@partner-webhooks/types/request';
import { type Contract, childSchema, meaningOf, type Schema } from './contract.ts';

/** A line of a JSON value that is shown field by field. */
interface JsonField {
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string;
  /** The name of the property, or the index of the item. */
  readonly name: string;
  readonly depth: number;
  /** The value as it was sent; `undefined` for an object and an array, whose fields follow. */
  readonly text: string | undefined;
  /** What the contract says of the field. */
  readonly description: string | undefined;
  /** What the contract says of the value. */
  readonly meaning: string | undefined;
  /** Whether the contract has the field, and the value if it lists values. */
  readonly isKnown: boolean;
}

/** A parsed text of JSON. Numbers keep all their digits. */
export type Parsed = { readonly value: unknown } | { readonly problem: string };

/** A number as it was written. */
class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Parses a body. `JSON.parse` alone would round amounts with many digits. */
export function parseBody(text: string): Parsed {
  try {
    return { value: parseJson(text, (source) => new NumberText(source)) };
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'it is nested too deeply to be shown' };
    return { problem: `it is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The fields of a body. */
export interface JsonFields {
  /** The first ones, up to the limit. */
  readonly fields: readonly JsonField[];
  /** How many there are. */
  readonly total: number;
}

/** The fields of a body beside what the contract says of them. Without a schema, nothing is said of any. */
export function jsonFields(
  value: unknown,
  contract: Contract,
  schema: Schema | undefined,
  limit = Number.POSITIVE_INFINITY,
): JsonFields {
  const fields: JsonField[] = [];
  let total = 0;
  const add = (
    child: unknown,
    key: string | number,
    path: string,
    depth: number,
    parent: Schema | undefined,
  ) => {
    total += 1;
    // The others are only counted: a body of 1 MB can have 300,000 fields.
    if (total > limit) {
      if (depth < MAX_DEPTH) for (const each of valuesOf(child)) add(each, '', '', depth + 1, undefined);
      return;
    }
    const own = parent && childSchema(contract, parent, key);
    const pointer = `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const text = textOf(child);
    const listed = own?.enum;
    fields.push({
      pointer,
      name: String(key),
      depth,
      text,
      description: own?.description,
      meaning: own && meaningOf(own, child),
      isKnown:
        schema === undefined ||
        (own !== undefined && (!listed || text === undefined || listed.some((each) => isSame(each, child)))),
    });
    if (depth < MAX_DEPTH)
      for (const [name, each] of entriesOf(child)) add(each, name, pointer, depth + 1, own);
  };
  const entries = entriesOf(value);
  if (entries.length === 0) {
    const text = textOf(value) ?? '{}';
    const description = schema?.description;
    const field = { pointer: '', name: '', depth: 0, text, description, meaning: undefined, isKnown: true };
    return { fields: [field], total: 1 };
  }
  for (const [key, child] of entries) add(child, key, '', 0, schema);
  return { fields, total };
}

function entriesOf(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value)) return [...value.entries()];
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return [];
  return Object.entries(value);
}

function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return [];
  return Object.values(value);
}

function textOf(value: unknown): string | undefined {
  if (value instanceof NumberText) return value.text;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : undefined;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0 ? '{}' : undefined;
  return JSON.stringify(value);
}

/** Whether a value is the one that the contract lists. */
function isSame(listed: unknown, value: unknown): boolean {
  return value instanceof NumberText ? listed === Number(value.text) : listed === value;
}

// Deeper ones are in the body as it was sent.
const MAX_DEPTH = 100;
