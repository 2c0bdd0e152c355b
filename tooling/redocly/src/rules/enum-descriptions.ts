import type { Oas3Visitor } from '@redocly/openapi-core';
import { eachSchema } from '../schema.ts';
import { child, children, isText, type Report, type SourceNode } from '../source-node.ts';

/**
 * Requires for a schema with `enum` the meaning of each value (`x-enumDescriptions`) and whether the list may grow
 * (`x-extensible`).
 *
 * Types and docs show the meanings. Whether an unknown value is accepted must be a decision, not a default.
 */
export function enumDescriptions(): Oas3Visitor {
  return eachSchema(checkEnum);
}

function checkEnum(schema: SourceNode, report: Report): void {
  const values = child(schema, 'enum');
  if (!values) return;
  checkExtensible(schema, values, report);

  const descriptions = child(schema, 'x-enumDescriptions');
  for (const [, { node: value, location }] of children(values)) {
    if (descriptions && isText(child(descriptions, String(value))?.node)) continue;
    report({
      message: `Enum value \`${value}\` is not described. Say in \`x-enumDescriptions\` what it means.`,
      location,
    });
  }
  const known = children(values).map(([, { node }]) => String(node));
  for (const [name, { location }] of descriptions ? children(descriptions) : []) {
    if (known.includes(name)) continue;
    report({
      message: `\`x-enumDescriptions\` describes \`${name}\`, which is not a value of the enum. Remove it, or add the value.`,
      location: location.key(),
    });
  }
}

function checkExtensible(schema: SourceNode, values: SourceNode, report: Report): void {
  const extensible = child(schema, 'x-extensible');
  if (typeof extensible?.node === 'boolean') return;
  report({
    message: extensible
      ? `\`x-extensible\` is \`${extensible.node}\`. Say \`true\` if the list of values may grow, else \`false\`.`
      : 'Enum does not say whether its list of values may grow. Say so: `x-extensible: true` or `x-extensible: false`.',
    location: extensible?.location ?? values.location.key(),
  });
}
