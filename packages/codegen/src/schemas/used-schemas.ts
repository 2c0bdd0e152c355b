import type { Oas3_1Definition } from '@redocly/openapi-core';
import { componentName, type Schema, walkSchema } from '../schema.ts';

/** The names of the schemas that schemas with these names refer to, directly or through others, and these names. */
export function usedSchemas(document: Oas3_1Definition, names: readonly string[]): ReadonlySet<string> {
  const used = new Set<string>();
  const waiting = [...names];
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (used.has(name) || !Object.hasOwn(schemas, name)) continue;
    used.add(name);
    walkSchema(schemas[name] as Schema, ({ $ref, ...schema }) => {
      for (const reference of [$ref, schema['$dynamicRef']]) {
        const target = typeof reference === 'string' ? componentName(reference) : undefined;
        if (target !== undefined) waiting.push(target);
      }
    });
  }
  return used;
}
