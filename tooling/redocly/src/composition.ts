import { child, children, isReference, type SourceNode } from './source-node.ts';

/**
 * Every schema that applies to the same value: the given one, what it refers to (with the keywords beside `$ref`), and the
 * branches of `allOf`. A circular reference is followed once.
 */
export function* composition(schema: SourceNode, met = new Set<unknown>()): Generator<SourceNode> {
  if (met.has(schema.node)) return;
  met.add(schema.node);
  yield schema;

  const { node, location, resolve } = schema;
  if (isReference(node)) {
    const target = resolve<object>(node, location.source.absoluteRef);
    for (const hop of target.chain ?? []) yield* composition({ ...hop, resolve }, met);
    if (target.location) yield* composition({ ...target, resolve }, met);
  }
  const allOf = child(schema, 'allOf');
  for (const [, branch] of allOf ? children(allOf) : []) yield* composition(branch, met);
}

/** The properties that a schema and its composition declare; a name may occur several times. */
export function properties(schema: SourceNode): [name: string, property: SourceNode][] {
  return [...composition(schema)].flatMap((part) => {
    const declared = child(part, 'properties');
    return declared ? children(declared) : [];
  });
}
