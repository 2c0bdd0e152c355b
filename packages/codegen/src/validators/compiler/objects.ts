import type { Schema } from '../../schema.ts';
import { escapeToken } from '../runtime/json-pointer.ts';
import { block, literal, oneLine, otherwise, propertyOf } from './code.ts';
import { type Compile, call, observed, type Place, placeInside, pointer } from './place.ts';
import { beyondLimit, regularExpression } from './scalars.ts';
import { isOpen, listsNames, type SchemaObject } from './schema-graph.ts';

/** The checks of a value that is an object. */
export function objectChecks(schema: SchemaObject, place: Place, compile: Compile): string {
  return (
    sizes(schema, place) +
    members(schema, place, compile) +
    patterns(schema, place) +
    dependencies(schema, place, compile)
  );
}

function sizes({ maxProperties, minProperties }: SchemaObject, place: Place): string {
  if (maxProperties === undefined && minProperties === undefined) return '';
  const count = sizeOf(place);
  let code = '';
  if (maxProperties !== undefined)
    code += `if (${count} > ${maxProperties}) ${beyondLimit(place, 'maxProperties', maxProperties)}`;
  if (minProperties !== undefined)
    code += `if (${count} < ${minProperties}) ${beyondLimit(place, 'minProperties', minProperties)}`;
  return code;
}

/** `required`, `propertyNames`, `additionalProperties` and `properties`, and the observation of other properties. */
function members(schema: SchemaObject, place: Place, compile: Compile): string {
  const { unit, value } = place;
  const { properties = {}, required = [] } = schema;
  const other = otherProperties(schema, place);
  const first = required.length > 0 || isClosed(schema) ? unit.variable('at') : undefined;
  const missing = (name: string) =>
    `${unit.runtime('missing')}(wrong, ${first}++, ${literal(name)}${place.path === '' ? '' : `, ${pointer(place)}`});\n`;
  const read = (name: string) => propertyOf(value, name, (helper) => unit.runtime(helper));

  let code = first === undefined ? '' : `let ${first} = wrong.length;\n`;
  if (other.count !== undefined) code += `let ${other.count} = ${Object.keys(properties).length};\n`;
  code += nameChecks(schema, place) + restChecks(schema, place);
  for (const [name, property] of Object.entries(properties) as [string, Schema][]) {
    const isRequired = required.includes(name);
    // What is unknown does not matter where a property is missing, but other violations do.
    const counted = other.count !== undefined && (isClosed(schema) || !isRequired) ? `${other.count}--;` : '';
    const variable = unit.variable();
    const inside = placeInside(place, name, variable);
    code += member(
      { variable, read: read(name) },
      isRequired ? `${counted} ${missing(name)}` : counted,
      isLong(property) ? call(inside, property) : compile(property, inside),
    );
  }
  for (const name of required)
    if (!Object.hasOwn(properties, name)) code += `if (${read(name)} === undefined) ${missing(name)}`;
  return code + other.report(first);
}

/** The statements for one property. */
function member(
  { variable, read }: { readonly variable: string; readonly read: string },
  ifAbsent: string,
  checks: string,
): string {
  if (checks.trim() === '') return ifAbsent === '' ? '' : `if (${read} === undefined) ${oneLine(ifAbsent)}`;
  const only = withoutVariable(checks, variable, read);
  if (only !== undefined)
    return ifAbsent === ''
      ? `if (${read} !== undefined) ${only}`
      : `if (${read} === undefined) ${oneLine(ifAbsent)}else ${only}`;
  const declaration = `const ${variable} = ${read};\n`;
  return ifAbsent === ''
    ? declaration + block(`if (${variable} !== undefined)`, checks)
    : `${declaration}if (${variable} === undefined) ${oneLine(ifAbsent)}${otherwise(checks)}`;
}

/**
 * The report of properties that the schema does not list: a violation or an observation.
 *
 * Whether an object has any is known from the number of its properties: that takes a few nanoseconds, while looking up each
 * name takes as long as all other checks. Of many properties most are usually absent, and counting them takes more code.
 */
function otherProperties(schema: SchemaObject, place: Place) {
  const { unit, value, observing } = place;
  const { properties = {}, required = [], patternProperties } = schema;
  const isObserved = observing && listsNames(schema) && !isOpen(schema);
  if (!isClosed(schema) && !isObserved) return { count: undefined, report: () => '' };
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  const isCounted = patternProperties === undefined && optional.length <= MAX_COUNTED_PROPERTIES;
  const count = isCounted ? unit.variable('known') : undefined;
  const differs = isCounted ? `${count} < ${sizeOf(place)}` : undefined;
  const known = isCounted ? literal(Object.keys(properties)) : knownNames(schema, place);
  const report = (first: string | undefined): string =>
    isClosed(schema)
      ? `${differs ? `if (${differs}) ` : ''}${unit.runtime('additional')}(wrong, ${first}, ${pointer(place)}, ${value}, ${known});\n`
      : `if (unknown${differs ? ` && ${differs}` : ''}) ${unit.runtime('unknownProperties')}(unknown, ${pointer(place)}, ${value}, ${known});\n`;
  return { count, report };
}

const MAX_COUNTED_PROPERTIES = 16;

/** The number of properties. A function of the runtime would be shorter, but sees objects of all shapes, and takes longer. */
function sizeOf({ value }: Place): string {
  return `Object.keys(${value}).length`;
}

function isClosed({ additionalProperties }: SchemaObject): boolean {
  return (additionalProperties as Schema | undefined) === false;
}

/** One statement that uses a variable once, with the expression in its place. */
function withoutVariable(code: string, variable: string, expression: string): string | undefined {
  const parts = code.split(new RegExp(`\\b${variable}\\b`));
  const isOneStatement = code.indexOf('\n') === code.length - 1 && !/^(?:if|for|const|let)\b/.test(code);
  return parts.length === 2 && isOneStatement ? parts.join(expression) : undefined;
}

/** In a function of its own, an object with many properties has short pointers. */
function isLong(schema: Schema): boolean {
  return typeof schema !== 'boolean' && Object.keys(schema.properties ?? {}).length > MAX_INLINE_PROPERTIES;
}

const MAX_INLINE_PROPERTIES = 8;

/** The arguments with the names and patterns of a schema's properties, where each object is compared with them. */
function knownNames({ properties = {}, patternProperties = {} }: SchemaObject, { unit }: Place): string {
  const names = unit.constant(`/* @__PURE__ */ new Set(${literal(Object.keys(properties))})`);
  const patterns = Object.keys(patternProperties).map((pattern) => unit.constant(regularExpression(pattern)));
  return names + (patterns.length === 0 ? '' : `, [${patterns.join(', ')}]`);
}

function nameChecks({ propertyNames }: SchemaObject, place: Place): string {
  const { unit, value } = place;
  if (propertyNames === undefined || (propertyNames as Schema) === true) return '';
  const check = unit.of('check', propertyNames as Schema, false);
  return `${unit.runtime('wrongNames')}(${pointer(place)}, ${check}, ${value}, wrong);\n`;
}

/** `additionalProperties` that is a schema. */
function restChecks(schema: SchemaObject, place: Place): string {
  const rest = schema.additionalProperties as Schema | undefined;
  if (rest === undefined || typeof rest === 'boolean') return '';
  const { unit, value } = place;
  const members = memberCheck(rest, place);
  const { properties, patternProperties } = schema;
  if (!properties && !patternProperties) return `for (const name of Object.keys(${value})) ${members}`;
  return `for (const name of ${unit.runtime('otherNames')}(${value}, ${knownNames(schema, place)})) ${members}`;
}

function patterns({ patternProperties = {} }: SchemaObject, place: Place): string {
  return Object.entries(patternProperties)
    .filter(([, schema]) => (schema as Schema) !== true)
    .map(([pattern, schema]) => {
      const test = `${place.unit.constant(regularExpression(pattern))}.test(name)`;
      return `for (const name of Object.keys(${place.value})) if (${test}) ${memberCheck(schema as Schema, place)}`;
    })
    .join('');
}

/** The statement that checks the property whose name is in the variable `name`. */
function memberCheck(schema: Schema, place: Place): string {
  const { unit, value, observing } = place;
  const check = unit.of('check', schema, observing);
  return `${unit.runtime('member')}(${pointer(place)}, name, ${check}, ${value}[name], wrong${observed(place, schema)});\n`;
}

/** `dependentRequired` and `dependentSchemas`. */
function dependencies(schema: SchemaObject, place: Place, compile: Compile): string {
  const { unit, value, path = '' } = place;
  const read = (name: string) => propertyOf(value, name, (helper) => unit.runtime(helper));
  let code = '';
  for (const [name, needed] of Object.entries(schema.dependentRequired ?? {})) {
    const missing = needed.map((each) => {
      const what = needed.length === 1 ? 'property' : 'properties';
      const message = `must have ${what} ${needed.join(', ')} when property ${name} is present`;
      const pointer = `${path}/${escapeToken(each)}`;
      return `if (${read(each)} === undefined) ${unit.runtime('violation')}(wrong, ${literal(pointer)}, "dependentRequired", ${literal(message)}, ${literal(each)});\n`;
    });
    code += block(`if (${read(name)} !== undefined)`, missing.join(''));
  }
  for (const [name, part] of Object.entries(schema.dependentSchemas ?? {}))
    code += block(
      `if (${read(name)} !== undefined)`,
      compile(part as Schema, { ...place, observing: false }),
    );
  return code;
}
