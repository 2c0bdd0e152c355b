import type { Schema } from '../../schema.ts';
import { arrayChecks } from './arrays.ts';
import { block, literal, otherwise } from './code.ts';
import { compositions } from './compositions.ts';
import { objectChecks } from './objects.ts';
import { type Observation, observationOf } from './observation.ts';
import { type Compile, type Place, pointer } from './place.ts';
import { isNoneOf, numberChecks, stringChecks, valueChecks } from './scalars.ts';
import type { SchemaObject } from './schema-graph.ts';
import { unevaluatedChecks } from './unevaluated.ts';

/** The statements that check the value at a place. Violations come in the order in which Ajv reports them. */
export const checks: Compile = (schema, place) => {
  if (typeof schema === 'boolean') return schema ? '' : never(place);
  const { unit, observing } = place;
  const observation: Observation = observing ? observationOf(unit.graph, schema) : { by: 'none' };
  const own = { ...place, observing: observation.by === 'own' };
  const ofPart = (part: Schema): Place => ({
    ...place,
    observing: observation.by === 'passed' && observation.part === part,
  });
  const code =
    compositions(schema, place, ofPart, checks) +
    typed(schema, own) +
    unevaluatedChecks(schema, own) +
    unknownValues(schema, own);
  return observation.by === 'together' ? code + together(schema, place) : code;
};

function never(place: Place): string {
  return `${place.unit.runtime('violation')}(wrong, ${pointer(place)}, "false schema", "boolean schema is false");\n`;
}

interface Group {
  readonly type: string;
  readonly keywords: readonly string[];
  readonly checks: (schema: SchemaObject, place: Place, compile: Compile) => string;
}

// In the order in which Ajv checks them.
const GROUPS: readonly Group[] = [
  {
    type: 'number',
    keywords: ['maximum', 'minimum', 'exclusiveMaximum', 'exclusiveMinimum', 'multipleOf', 'format'],
    checks: numberChecks,
  },
  { type: 'string', keywords: ['maxLength', 'minLength', 'pattern', 'format'], checks: stringChecks },
  {
    type: 'array',
    keywords: ['maxItems', 'minItems', 'uniqueItems', 'prefixItems', 'items', 'contains', 'unevaluatedItems'],
    checks: arrayChecks,
  },
  {
    type: 'object',
    keywords: [
      'maxProperties',
      'minProperties',
      'required',
      'propertyNames',
      'additionalProperties',
      'properties',
      'patternProperties',
      'dependentRequired',
      'dependentSchemas',
      'unevaluatedProperties',
    ],
    checks: objectChecks,
  },
];

/** The checks of the type, and of the keywords for each type. */
function typed(schema: SchemaObject, place: Place): string {
  const types = typesOf(schema);
  const [only] = types;
  const has = ({ keywords }: Group) => keywords.some((keyword) => schema[keyword] !== undefined);
  const isFirst =
    types.length > 0 && !(types.length === 1 && GROUPS.some((group) => group.type === only && has(group)));
  let code = valueChecks(schema, place);
  if (isFirst) code += typeOnly(schema, types, place);
  for (const group of GROUPS.filter(has)) {
    const inner = group.checks(schema, place, checks);
    const test = typeTest([group.type], place);
    if (isFirst || types.length === 0 || group.type !== only) code += block(`if (${test})`, inner);
    else code += `if (${notTyped(types, place)}) ${wrongType(schema, place)}${otherwise(inner)}`;
  }
  return code;
}

/** The check of the type alone. That of a text stands in every enum, so it is a function of the runtime. */
function typeOnly(schema: SchemaObject, types: readonly string[], place: Place): string {
  if (String(types) === 'string')
    return `${place.unit.runtime('mustBeText')}(${place.value}, wrong, ${pointer(place)});\n`;
  return `if (${notTyped(types, place)}) ${wrongType(schema, place)}`;
}

function typesOf({ type, nullable }: SchemaObject): string[] {
  const types = [type ?? []].flat() as string[];
  return nullable === true && types.length > 0 && !types.includes('null') ? [...types, 'null'] : types;
}

function notTyped(types: readonly string[], place: Place): string {
  if (types.length > 1) return `!(${typeTest(types, place)})`;
  const test = typeTest(types, place);
  return test.includes(' === ') ? test.replace(' === ', ' !== ') : `!${test}`;
}

function typeTest(types: readonly string[], { unit, value }: Place): string {
  return types
    .map((type) => {
      switch (type) {
        case 'null':
          return `${value} === null`;
        case 'array':
          return `Array.isArray(${value})`;
        case 'object':
          return `${unit.runtime('isObject')}(${value})`;
        case 'integer':
          return `Number.isInteger(${value})`;
        case 'number':
          return `Number.isFinite(${value})`;
        default:
          return `typeof ${value} === ${literal(type)}`;
      }
    })
    .join(' || ');
}

function wrongType({ type }: SchemaObject, place: Place): string {
  return `${place.unit.runtime('wrongType')}(wrong, ${pointer(place)}, ${literal(String(type))});\n`;
}

/** The observation of an open enum's value. */
function unknownValues(schema: SchemaObject, place: Place): string {
  const { unit, value, observing } = place;
  const { openEnum } = schema;
  if (!observing || !Array.isArray(openEnum)) return '';
  const unknown = isNoneOf(openEnum, { unit, value });
  return `if (unknown && ${unknown}) ${unit.runtime('unknownValue')}(unknown, ${pointer(place)}, ${value});\n`;
}

/** The observation of a value that several schemas describe. */
function together(schema: SchemaObject, place: Place): string {
  const { unit, value, path } = place;
  const at = path === '' ? '' : `, ${pointer(place)}`;
  return `if (unknown) ${unit.runtime('observe')}([${unit.of('fields', schema)}], ${value}, unknown${at});\n`;
}
