import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Findings } from './findings.ts';
import { type Schema, walkSchema } from './schema.ts';
import { schemasOf } from './walk-document.ts';

/**
 * Writes each `$dynamicRef` as a `$ref`, which means the same if one schema of the document has the anchor. With several, the
 * target depends on the schemas through which a value was reached (JSON Schema 2020-12, Core, section 8.2.3.2); then it is the
 * one of the same schema, or the first, and a warning says so. Changes the document.
 */
export function resolveDynamicReferences(document: Oas3_1Definition, findings: Findings): void {
  const anchors = new Map<string, Anchored[]>();
  for (const { schema: root, pointer: within } of schemasOf(document))
    walkSchema(
      root,
      ({ $dynamicAnchor: anchor }, pointer) => {
        if (typeof anchor === 'string')
          anchors.set(anchor, [...(anchors.get(anchor) ?? []), { pointer, within }]);
      },
      within,
    );
  for (const { schema: root, pointer: within } of schemasOf(document))
    walkSchema(root, (schema, pointer) => resolve(schema, { pointer, within }, anchors, findings), within);
}

/** A schema, and the schema around it that is not inside another one, by their pointers. */
interface Anchored {
  readonly pointer: string;
  readonly within: string;
}

function resolve(
  schema: Exclude<Schema, boolean>,
  { pointer, within }: Anchored,
  anchors: ReadonlyMap<string, readonly Anchored[]>,
  findings: Findings,
): void {
  const reference = schema['$dynamicRef'];
  if (typeof reference !== 'string') return;
  const found = anchors.get(reference.slice(reference.indexOf('#') + 1)) ?? [];
  const target = found.find((each) => each.within === within) ?? found[0];
  // Without a dynamic anchor it is an ordinary reference.
  const $ref = target === undefined ? reference : `#${target.pointer}`;
  if (target && found.length > 1)
    findings.warn(
      `${pointer}/$dynamicRef`,
      `${found.length} schemas have the anchor of \`${reference}\`; it is taken for a reference to ${$ref}`,
    );
  delete schema['$dynamicRef'];
  if (schema.$ref === undefined) schema.$ref = $ref;
  else schema.allOf = [...(schema.allOf ?? []), { $ref }];
}
