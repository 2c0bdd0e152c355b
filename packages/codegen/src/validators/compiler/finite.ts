import { ContractError, referenceTo, type Schema } from '../../schema.ts';
import { parts, type SchemaGraph } from './schema-graph.ts';

/**
 * Rejects a schema that applies itself to the same value, such as `A: { $ref: A }`: validating against it would not end (JSON Schema
 * 2020-12, Core, section 9.4.1). A schema may contain itself in a property or item.
 *
 * @throws ContractError with the names on the way.
 */
export function assertFinite(graph: SchemaGraph, schemaName: string, finite: Set<Schema>): void {
  const visit = (schema: Schema, around: readonly Schema[], names: readonly string[]): void => {
    if (typeof schema === 'boolean' || finite.has(schema)) return;
    if (around.includes(schema))
      throw new ContractError(
        `expected a schema that ends, but it applies itself to the same value: ${names.join(' → ')}; let a property or an item refer to it`,
        { pointer: referenceTo(names[0] ?? '').slice(1) },
      );
    const inside = [...around, schema];
    const { $ref, not } = schema;
    if ($ref !== undefined) visit(graph.target($ref), inside, [...names, nameOf($ref)]);
    for (const part of [...parts(schema), (not ?? true) as Schema]) visit(part, inside, names);
    finite.add(schema);
  };
  visit(graph.named(schemaName), [], [schemaName]);
}

function nameOf($ref: string): string {
  return $ref.replace('#/components/schemas/', '');
}
