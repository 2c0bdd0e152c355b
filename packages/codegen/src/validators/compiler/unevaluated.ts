import type { Schema } from '../../schema.ts';
import { block, literal, propertyOf } from './code.ts';
import { observed, type Place, pointer } from './place.ts';
import { regularExpression } from './scalars.ts';
import type { SchemaObject } from './schema-graph.ts';
import type { Unit } from './unit.ts';

/** `unevaluatedProperties` and `unevaluatedItems`, after all other checks of a schema. */
export function unevaluatedChecks(schema: SchemaObject, place: Place): string {
  const { unit, value } = place;
  const items = unevaluated(schema, 'unevaluatedItems', place);
  const properties = unevaluated(schema, 'unevaluatedProperties', place);
  const isObject = properties === '' ? '' : unit.runtime('isObject');
  return block(`if (Array.isArray(${value}))`, items) + block(`if (${isObject}(${value}))`, properties);
}

function unevaluated(
  schema: SchemaObject,
  keyword: 'unevaluatedItems' | 'unevaluatedProperties',
  place: Place,
): string {
  const rest = schema[keyword] as Schema | undefined;
  if (rest === undefined || rest === true) return '';
  const { unit, value, observing } = place;
  // What the schema itself leaves over is what the keyword is about.
  const { [keyword]: _, ...others } = schema;
  const evaluates = unit.of('evaluated', others as Schema);
  const check = rest === false ? '' : `, ${unit.of('check', rest, observing)}`;
  const unknown = observed(place, rest) === '' ? 'undefined' : 'unknown';
  return `${unit.runtime(keyword)}(${pointer(place)}, ${evaluates}, ${value}, wrong, ${unknown}${check});\n`;
}

/** The statements that add what a schema evaluates in `value` to `evaluated`. */
export function evaluatedBy(schema: Schema, unit: Unit): string {
  if (typeof schema === 'boolean') return '';
  const add = (part: unknown) => `${unit.of('evaluated', part as Schema)}(value, evaluated);\n`;
  const ifValid = (part: unknown, code: string) =>
    `if (${unit.runtime('isValid')}(${unit.of('check', part as Schema, false)}, value)) {\n${code}}\n`;
  const { $ref, allOf = [], anyOf = [], oneOf = [], then, else: otherwise } = schema;
  let code = $ref === undefined ? '' : add({ $ref });
  code += allOf.map(add).join('');
  for (const branch of [...anyOf, ...oneOf]) code += ifValid(branch, add(branch));
  if (schema.if !== undefined) {
    code += ifValid(schema.if, add(schema.if) + (then === undefined ? '' : add(then)));
    if (otherwise !== undefined) code += block('else', add(otherwise));
  }
  return (
    code +
    block('if (Array.isArray(value))', items(schema, unit)) +
    block(`if (${unit.runtime('isObject')}(value))`, names(schema, unit, add))
  );
}

function items(schema: SchemaObject, unit: Unit): string {
  const { items: rest, prefixItems, contains } = schema;
  if (rest !== undefined || schema['unevaluatedItems'] !== undefined) return 'evaluated.allItems = true;\n';
  let code = '';
  for (const index of prefixItems?.keys() ?? []) code += `evaluated.indexes.add(${index});\n`;
  if (contains !== undefined)
    code += `${unit.runtime('evaluatedItems')}(${unit.of('check', contains as Schema, false)}, value, evaluated);\n`;
  return code;
}

function names(schema: SchemaObject, unit: Unit, add: (part: unknown) => string): string {
  const { properties = {}, patternProperties = {}, dependentSchemas = {} } = schema;
  let code = '';
  if (schema.additionalProperties !== undefined || schema.unevaluatedProperties !== undefined)
    code += 'evaluated.allNames = true;\n';
  for (const name of Object.keys(properties)) code += `evaluated.names.add(${literal(name)});\n`;
  for (const pattern of Object.keys(patternProperties))
    code += `for (const name of Object.keys(value)) if (${unit.constant(regularExpression(pattern))}.test(name)) evaluated.names.add(name);\n`;
  for (const [name, part] of Object.entries(dependentSchemas))
    code += block(
      `if (${propertyOf('value', name, (helper) => unit.runtime(helper))} !== undefined)`,
      add(part),
    );
  return code;
}
