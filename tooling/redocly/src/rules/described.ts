import type { Oas3Visitor, UserContext } from '@redocly/openapi-core';
import {
  child,
  children,
  isReference,
  isText,
  nameOf,
  type Report,
  type SourceNode,
} from '../source-node.ts';

/**
 * Requires a description of every property, and of every schema that has a name: a component, or the target of a `$ref`.
 *
 * A property that refers to a schema needs none: the schema has one, and is checked once.
 */
export function described(): Oas3Visitor {
  const checked = new Set<string>();

  function check(kind: 'Schema' | 'Property', schema: SourceNode, report: Report): void {
    const { node, location } = schema;
    if (isReference(node) || checked.has(location.absolutePointer)) return;
    checked.add(location.absolutePointer);
    if (isText(child(schema, 'description')?.node)) return;
    report({
      message: `${kind} \`${nameOf(location)}\` has no description. Say what it means.`,
      location: location.key(),
    });
  }

  function checkChildren(kind: 'Schema' | 'Property') {
    return (node: unknown, { location, resolve, report }: UserContext): void => {
      for (const [, schema] of children({ node, location, resolve })) check(kind, schema, report);
    };
  }

  return {
    NamedSchemas: checkChildren('Schema'),
    SchemaProperties: checkChildren('Property'),
    ref(_reference, { type, resolve, report }, { node, location }) {
      if (type.name === 'Schema' && location) check('Schema', { node, location, resolve }, report);
    },
  };
}
