import type { Schema } from '../../schema.ts';
import type { SchemaGraph, SchemaObject } from './schema-graph.ts';

/** The values that a schema knows; `undefined` if it does not restrict them to a list. */
export function knownValues(graph: SchemaGraph, schema: Schema): readonly unknown[] | undefined {
  const { values } = listOf(graph, schema);
  return values && values.length > 0 ? values : undefined;
}

/** `free`: any text is known. */
interface List {
  readonly values?: readonly unknown[];
  readonly free: boolean;
}

function listOf(graph: SchemaGraph, schema: Schema): List {
  if (typeof schema === 'boolean') return { free: schema };
  const { allOf = [], anyOf = [], oneOf = [], then, else: otherwise } = schema;
  const of = (each: unknown) => listOf(graph, each as Schema);
  let list = ownList(schema);
  if (schema.$ref !== undefined) list = both(list, of(graph.target(schema.$ref)));
  for (const each of allOf) list = both(list, of(each));
  for (const branches of [anyOf, oneOf, [then, otherwise].filter((each) => each !== undefined)])
    if (branches.length > 0) list = both(list, branches.map(of).reduce(either));
  return list;
}

function ownList(schema: SchemaObject): List {
  const { type, enum: closed, const: constant, openEnum: open } = schema;
  if (Array.isArray(open)) return { values: open, free: false };
  if (closed) return { values: closed, free: false };
  if (constant !== undefined) return { values: [constant], free: false };
  return { free: [type].flat().some((each) => each === undefined || each === 'string') };
}

/** For `allOf`: the values of either bind. */
function both(a: List, b: List): List {
  if (a.values && b.values) return { values: union(a.values, b.values), free: false };
  return a.values ? a : b.values ? b : { free: a.free && b.free };
}

/** For `anyOf` and `oneOf`: values bind only if no branch accepts any text. */
function either(a: List, b: List): List {
  if ((a.free && !a.values) || (b.free && !b.values)) return { free: true };
  return { values: union(a.values ?? [], b.values ?? []), free: false };
}

function union(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  return [...new Set([...a, ...b])];
}
