import type { Schema } from '../../schema.ts';
import { knownValues } from './known-values.ts';
import { inner, isOpen, listsNames, parts, type SchemaGraph, type SchemaObject } from './schema-graph.ts';

/**
 * How the check of a schema observes what is unknown in a value:
 *
 * - `none`: the schema knows no fields.
 * - `own`: while it checks, because no other schema describes the same value.
 * - `passed`: the only part that knows fields does it, such as the reference in `oneOf: [{ $ref }, { type: null }]`.
 * - `together`: after checking, by the fields of all parts.
 */
export type Observation =
  | { readonly by: 'none' | 'own' | 'together' }
  | { readonly by: 'passed'; readonly part: Schema };

/** How to observe values of a schema. */
export function observationOf(graph: SchemaGraph, schema: SchemaObject): Observation {
  if (!graph.knows(schema)) return { by: 'none' };
  const references = schema.$ref === undefined ? [] : [graph.target(schema.$ref)];
  const knowing = [...references, ...parts(schema)].filter((part) => graph.knows(part));
  if (knowing.length === 0) return { by: hasSharedValues(graph, schema) ? 'together' : 'own' };
  const [part = true] = knowing;
  return knowing.length === 1 && canPass(graph, schema, part) ? { by: 'passed', part } : { by: 'together' };
}

/** Whether a value inside the value can be described by two of the schema's keywords, so that either can know its fields. */
function hasSharedValues(graph: SchemaGraph, schema: SchemaObject): boolean {
  const { properties = {}, patternProperties = {}, contains, items } = schema;
  if (contains !== undefined && items !== undefined && graph.knows(contains as Schema)) return true;
  const patterns = Object.entries(patternProperties) as [string, Schema][];
  if (patterns.length > 1) return patterns.some(([, each]) => graph.knows(each));
  return patterns.some(([pattern, each]) =>
    Object.entries(properties).some(
      ([name, property]) =>
        new RegExp(pattern, 'u').test(name) && (graph.knows(each) || graph.knows(property as Schema)),
    ),
  );
}

function canPass(graph: SchemaGraph, schema: SchemaObject, part: Schema): boolean {
  const knowsItself =
    listsNames(schema) ||
    isOpen(schema) ||
    schema['openEnum'] !== undefined ||
    inner(schema).some((each) => graph.knows(each));
  if (knowsItself || String(knownValues(graph, schema)) !== String(knownValues(graph, part))) return false;
  const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
  if ($ref !== undefined && graph.target($ref) === part) return true;
  if (allOf.includes(part as SchemaObject)) return true;
  const branches = [...anyOf, ...oneOf] as Schema[];
  return branches.includes(part) && branches.every((each) => each === part || isScalar(each));
}

/** Whether a schema allows neither objects nor lists, so that it can be valid for no value with fields. */
function isScalar(schema: Schema): boolean {
  if (typeof schema === 'boolean' || schema.type === undefined) return false;
  return [schema.type].flat().every((type) => type !== 'object' && type !== 'array');
}
