import type { Schema } from '../../schema.ts';
import { literal } from './code.ts';
import { knownValues } from './known-values.ts';
import { regularExpression } from './scalars.ts';
import { isOpen, listsNames, parts, type SchemaObject } from './schema-graph.ts';
import type { Unit } from './unit.ts';

/** The object with the fields that a schema knows (`Fields` in `runtime/observations.ts`). */
export function fieldsOf(schema: Schema, unit: Unit): string {
  if (typeof schema === 'boolean') return '{}';
  const { graph } = unit;
  const members: string[] = [];
  if (graph.anyPart(schema, isOpen)) members.push('open: true');
  else if (graph.anyPart(schema, listsNames)) members.push('names: true');
  const values = knownValues(graph, schema);
  if (values) members.push(`values: ${literal(values)}`);
  const referred = schema.$ref === undefined ? [] : [{ $ref: schema.$ref } as Schema];
  const known = [...referred, ...parts(schema)].filter((part) => graph.knows(part));
  if (known.length > 0)
    members.push(`parts: () => [${known.map((part) => unit.of('fields', part)).join(', ')}]`);
  const property = propertyFields(schema, unit);
  if (property !== '') members.push(`property(name, inner) {\n${property}}`);
  const item = itemFields(schema, unit);
  if (item !== '') members.push(`item(index, inner) {\n${item}}`);
  return `{\n${members.map((member) => `${member},\n`).join('')}}`;
}

function propertyFields(schema: SchemaObject, unit: Unit): string {
  const { properties = {}, patternProperties = {}, additionalProperties, unevaluatedProperties } = schema;
  const rest = [additionalProperties, unevaluatedProperties].find((each) => each !== undefined);
  const cases = (Object.entries(properties) as [string, Schema][]).map(
    ([name, inner]) => `case ${literal(name)}:\n${push(inner, unit)}known = true;\nbreak;\n`,
  );
  let code = cases.length === 0 ? '' : `switch (name) {\n${cases.join('')}}\n`;
  for (const [pattern, inner] of Object.entries(patternProperties))
    code += `if (${unit.constant(regularExpression(pattern))}.test(name)) {\n${push(inner as Schema, unit)}known = true;\n}\n`;
  if (isOpen(schema)) code += `if (!known) {\n${push(rest as Schema, unit)}known = true;\n}\n`;
  return code === '' ? '' : `let known = false;\n${code}return known;\n`;
}

function itemFields({ items, prefixItems = [], contains, ...schema }: SchemaObject, unit: Unit): string {
  const rest = (items ?? schema['unevaluatedItems']) as Schema | undefined;
  const first = (prefixItems as Schema[]).map((inner, index) => {
    const code = push(inner, unit);
    return code === '' ? '' : `if (index === ${index}) ${code}`;
  });
  const others = rest === undefined ? '' : push(rest, unit);
  const also = rest === undefined || contains === undefined ? '' : push(contains as Schema, unit);
  return first.join('') + (others === '' ? '' : `if (index >= ${prefixItems.length}) ${others}`) + also;
}

function push(schema: Schema, unit: Unit): string {
  return unit.graph.knows(schema) ? `inner.push(${unit.of('fields', schema)});\n` : '';
}
