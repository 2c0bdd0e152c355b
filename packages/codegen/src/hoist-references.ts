import type { Oas3_1Definition } from '@redocly/openapi-core';
import { pascalCase } from './event-type.ts';
import { ContractError, componentName, isSchema, type Schema, walkSchema } from './schema.ts';
import { escapeToken, parseFragment, valueAt } from './validators/runtime/json-pointer.ts';

/**
 * Gives every schema that a reference leads to a name under `components.schemas`, so that types and validators know only
 * references of one form. A document may also refer to the schema of a parameter, to a property of another payload, or to an
 * `$anchor`. Changes the document.
 *
 * @throws ContractError if a reference leads to nothing; with all such references.
 */
export function hoistReferences(document: Oas3_1Definition): void {
  const faults: string[] = [];
  const names = new Map<unknown, string>();
  document.components ??= {};
  document.components.schemas ??= {};
  const named: Record<string, unknown> = document.components.schemas;
  const visited = new Set<object>();
  const visit = (root: Schema): void =>
    walkSchema(root, (schema) => {
      const { $ref } = schema;
      if (visited.has(schema) || typeof $ref !== 'string' || !$ref.startsWith('#')) return;
      visited.add(schema);
      if (named[componentName($ref) ?? ''] !== undefined) return;
      const target = targetOf(document, $ref);
      if (!isSchema(target)) {
        faults.push(`${$ref}: the reference leads to nothing`);
        return;
      }
      let name = names.get(target) ?? nameOf(named, target);
      if (name === undefined) {
        name = pascalCase(lastName($ref)) || 'Schema';
        while (name in named) name += 'Schema';
        named[name] = target;
        names.set(target, name);
      }
      schema.$ref = `#/components/schemas/${escapeToken(name)}`;
      visit(target);
    });
  for (const schema of schemasIn(document)) visit(schema);
  if (faults.length > 0) throw new ContractError([...new Set(faults)].join('\n'));
}

/** The schemas of components, and all that a media type, a parameter or a header has under `schema`. */
function schemasIn(value: unknown, key = '', found: Schema[] = []): Schema[] {
  if (typeof value !== 'object' || value === null) return found;
  if (key === 'schema' && isSchema(value)) found.push(value);
  else if (key === 'schemas') found.push(...Object.values(value).filter(isSchema));
  else for (const [name, inner] of Object.entries(value)) schemasIn(inner, name, found);
  return found;
}

function targetOf(document: Oas3_1Definition, $ref: string): unknown {
  if (!$ref.startsWith('#/') && $ref !== '#') return anchored(document, $ref.slice(1));
  const found = valueAt(document, parseFragment($ref));
  if (found !== undefined) return found;
  // A bundler may have decoded the name of a schema that has a slash.
  const name = decodeURIComponent($ref).replace('#/components/schemas/', '');
  return document.components?.schemas?.[name];
}

/** The schema with an anchor (JSON Schema 2020-12, Core, section 8.2.2). */
function anchored(document: Oas3_1Definition, anchor: string): unknown {
  let found: unknown;
  for (const schema of schemasIn(document))
    walkSchema(schema, (inner) => {
      if (inner.$anchor === anchor || inner['$dynamicAnchor'] === anchor) found ??= inner;
    });
  return found;
}

function nameOf(named: Readonly<Record<string, unknown>>, schema: unknown): string | undefined {
  return Object.keys(named).find((name) => named[name] === schema);
}

/** The token of a reference that says most about its target. */
function lastName($ref: string): string {
  const tokens = $ref.replace(/^#/, '').split('/').map(decodeURIComponent);
  return tokens.findLast((token) => !/^(schema|items|\d+)$/.test(token)) ?? '';
}
