import type { Oas3_1Definition } from '@redocly/openapi-core';
import { pascalCase } from './event-type.ts';
import type { Findings } from './findings.ts';
import { referenceTokens } from './reference-tokens.ts';
import {
  componentName,
  isSchema,
  leadsToCollection,
  referenceTo,
  type Schema,
  walkSchema,
} from './schema.ts';
import { escapeToken, valueAt } from './validators/runtime/json-pointer.ts';
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
        const component = componentName($ref);
        if (component !== undefined && Object.hasOwn(named, component)) {
          // With a percent sign that encodes nothing, other readers of the document fail.
          if ($ref.includes('%')) schema.$ref = referenceTo(component);
          return;
        }
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
        schema.$ref = referenceTo(name);
        visit(target, `/components/schemas/${escapeToken(name)}`);
      },
      rootPointer,
    );
  for (const { schema, pointer } of schemasOf(document)) visit(schema, pointer);
}

function targetOf(document: Oas3_1Definition, $ref: string): unknown {
  if (!$ref.startsWith('#/') && $ref !== '#') return identified(document, $ref);
  const found = valueAt(document, referenceTokens($ref));
  if (found !== undefined) return found;
  if (!$ref.startsWith('#/components/schemas/')) return undefined;
  // The bundler names a component after an escaped token of a pointer, and may have decoded a slash.
  const names = [$ref.replace('#/components/schemas/', ''), referenceTokens($ref).slice(2).join('/')];
  const schemas: Readonly<Record<string, unknown>> = document.components?.schemas ?? {};
  return names.map((name) => (Object.hasOwn(schemas, name) ? schemas[name] : undefined)).find(Boolean);
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
  const tokens = referenceTokens(`/${$ref.replace(/^#/, '')}`);
  return tokens.findLast((token) => !/^(?:schema|items|properties|allOf|anyOf|oneOf|\d+)$/.test(token)) ?? '';
}
