import { literal } from './code.ts';
import { type Place, pointer } from './place.ts';
import type { SchemaObject } from './schema-graph.ts';

/** `const` and `enum`. */
export function valueChecks(schema: SchemaObject, place: Place): string {
  const { const: constant, enum: values } = schema;
  const { unit } = place;
  const violation = (code: string, message: string) =>
    `${unit.runtime('violation')}(wrong, ${pointer(place)}, ${literal(code)}, ${literal(message)});\n`;
  let code = '';
  if (constant !== undefined)
    code += `if (${isNoneOf([constant], place)}) ${violation('const', 'must be equal to constant')}`;
  if (values)
    code += `if (${isNoneOf(values, place)}) ${violation('enum', 'must be equal to one of the allowed values')}`;
  return code;
}

/** The condition that a value is none of a list. */
export function isNoneOf(values: readonly unknown[], { unit, value }: Pick<Place, 'unit' | 'value'>): string {
  const scalars = values.filter((each) => typeof each !== 'object' || each === null);
  const others = values.filter((each) => typeof each === 'object' && each !== null);
  const conditions = others.map((each) => `!${unit.runtime('equal')}(${value}, ${literal(each)})`);
  if (scalars.length > MAX_COMPARISONS)
    conditions.unshift(`!${unit.constant(`/* @__PURE__ */ new Set(${literal(scalars)})`)}.has(${value})`);
  else conditions.unshift(...scalars.map((each) => `${value} !== ${literal(each)}`));
  return conditions.join(' && ') || 'true';
}

// Up to here, comparing with each value takes less time than looking it up in a set, and less code.
const MAX_COMPARISONS = 8;

/** The checks of a value that is a number. */
export function numberChecks(schema: SchemaObject, place: Place): string {
  const { unit, value } = place;
  let code = '';
  for (const [keyword, operator] of LIMITS) {
    const limit = schema[keyword];
    if (typeof limit === 'number')
      code += `if (${value} ${operator} ${limit}) ${beyondLimit(place, keyword, limit)}`;
  }
  const { multipleOf } = schema;
  if (typeof multipleOf === 'number') {
    const message = literal(`must be multiple of ${multipleOf}`);
    code += `if (!${unit.runtime('isMultipleOf')}(${value}, ${multipleOf})) ${unit.runtime('violation')}(wrong, ${pointer(place)}, "multipleOf", ${message});\n`;
  }
  return code + formatCheck(schema, place, 'number');
}

const LIMITS = [
  ['maximum', '>'],
  ['minimum', '<'],
  ['exclusiveMaximum', '>='],
  ['exclusiveMinimum', '<='],
] as const;

/** The checks of a value that is a text. */
export function stringChecks(schema: SchemaObject, place: Place): string {
  const { unit, value } = place;
  const { maxLength, minLength, pattern } = schema;
  const characters = (test: string) => `${unit.runtime('characters')}(${value}) ${test}`;
  let code = '';
  // A text has at most as many characters as UTF-16 code units.
  if (maxLength !== undefined)
    code += `if (${value}.length > ${maxLength} && ${characters(`> ${maxLength}`)}) ${beyondLimit(place, 'maxLength', maxLength)}`;
  if (minLength !== undefined)
    code += `if (${minLength > 1 ? characters(`< ${minLength}`) : `${value}.length < ${minLength}`}) ${beyondLimit(place, 'minLength', minLength)}`;
  if (pattern !== undefined)
    code += `if (!${unit.constant(regularExpression(pattern))}.test(${value})) ${unit.runtime('wrongPattern')}(wrong, ${pointer(place)}, ${literal(pattern)});\n`;
  return code + formatCheck(schema, place, 'string');
}

/** A literal of the regular expression that a schema means: with Unicode (JSON Schema 2020-12, Core, section 6.4). */
export function regularExpression(pattern: string): string {
  return String(new RegExp(pattern, 'u'));
}

function formatCheck(schema: SchemaObject, place: Place, type: 'string' | 'number'): string {
  const { unit, value } = place;
  if (typeof schema.format !== 'string') return '';
  const format = unit.format(schema.format);
  if (!format || format.type !== type) return '';
  const test = format.isFunction ? `${format.identifier}(${value})` : `${format.identifier}.test(${value})`;
  return `if (!${test}) ${unit.runtime('wrongFormat')}(wrong, ${pointer(place)}, ${literal(schema.format)});\n`;
}

/** The statement that reports a limit. */
export function beyondLimit(place: Place, keyword: string, limit: number): string {
  return `${place.unit.runtime('beyondLimit')}(wrong, ${pointer(place)}, ${literal(keyword)}, ${limit});\n`;
}
