import type { Oas3_1Definition } from '@redocly/openapi-core';
import { pascalCase } from './event-type.ts';
import type { Findings } from './findings.ts';
import { componentName, isSchema, leadsToCollection, type Schema, walkSchema } from './schema.ts';
import { escapeToken, parseFragment, valueAt } from './validators/runtime/json-pointer.ts';
import { schemasOf } from './walk-document.ts';

/**
 * Gives every schema that a reference leads to a name under `components.schemas`, so that types and validators know only
 * references of one form. A document may also refer to the schema of a parameter, to a property of another payload, or to an
 * `$anchor` or `$id`. Changes the document. A reference that leads to nothing is a fault.
 */
export function hoistReferences(document: Oas3_1Definition, findings: Findings): void {
  const names = new Map<unknown, string>();
  document.components ??= {};
  document.components.schemas ??= {};
  const named: Record<string, unknown> = document.components.schemas;
  const visited = new Set<object>();
  const visit = (root: Schema, rootPointer: string): void =>
    walkSchema(
      root,
      (schema, pointer) => {
        const { $ref } = schema;
        if (visited.has(schema) || typeof $ref !== 'string') return;
        visited.add(schema);
        if (Object.hasOwn(named, componentName($ref) ?? '')) return;
        const target = leadsToCollection($ref) ? undefined : targetOf(document, $ref);
        if (!isSchema(target)) {
          findings.fault(`${pointer}/$ref`, `expected a schema at \`${$ref}\`, found none`);
          return;
        }
        let name = names.get(target) ?? nameOf(named, target);
        if (name === undefined) {
          name = pascalCase(lastName($ref)) || 'Schema';
          while (name in named) name += 'Schema';
          named[name] = target;
          names.set(target, name);
          if ($ref.startsWith('#/')) findings.move($ref.slice(1), `/components/schemas/${escapeToken(name)}`);
        }
        schema.$ref = `#/components/schemas/${escapeToken(name)}`;
        visit(target, `/components/schemas/${escapeToken(name)}`);
      },
      rootPointer,
    );
  for (const { schema, pointer } of schemasOf(document)) visit(schema, pointer);
}

function targetOf(document: Oas3_1Definition, $ref: string): unknown {
  if (!$ref.startsWith('#/') && $ref !== '#') return identified(document, $ref);
  const found = valueAt(document, parseFragment($ref));
  if (found !== undefined) return found;
  // A bundler may have decoded the name of a schema that has a slash.
  const name = decodeURIComponent($ref).replace('#/components/schemas/', '');
  return document.components?.schemas?.[name];
}

/** The schema with an anchor or an identifier (JSON Schema 2020-12, Core, section 8.2). */
function identified(document: Oas3_1Definition, $ref: string): unknown {
  const anchor = $ref.startsWith('#') ? $ref.slice(1) : undefined;
  let found: unknown;
  for (const { schema } of schemasOf(document))
    walkSchema(schema, (inner) => {
      const isFound =
        anchor === undefined
          ? inner['$id'] === $ref
          : inner.$anchor === anchor || inner['$dynamicAnchor'] === anchor;
      if (isFound) found ??= inner;
    });
  return found;
}

function nameOf(named: Readonly<Record<string, unknown>>, schema: unknown): string | undefined {
  return Object.keys(named).find((name) => named[name] === schema);
}

/** The token of a reference that says most about its target. */
function lastName($ref: string): string {
  const tokens = $ref.replace(/^#/, '').split('/').map(decodeURIComponent);
  return tokens.findLast((token) => !/^(?:schema|items|properties|allOf|anyOf|oneOf|\d+)$/.test(token)) ?? '';
}
