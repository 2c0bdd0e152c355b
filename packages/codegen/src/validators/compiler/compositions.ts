import type { Schema } from '../../schema.ts';
import { block, literal } from './code.ts';
import { type Compile, call, type Place, pointer } from './place.ts';
import type { SchemaObject } from './schema-graph.ts';

/**
 * The checks of the schemas that describe the same value as a schema: `$ref`, `not`, `anyOf`, `oneOf`, `allOf`, `if`.
 *
 * @param ofPart the place for a part, which says whether the part observes.
 */
export function compositions(
  schema: SchemaObject,
  place: Place,
  ofPart: (part: Schema) => Place,
  compile: Compile,
): string {
  const of = (part: Schema) => compile(part, ofPart(part));
  const { $ref, not, anyOf, oneOf, allOf = [] } = schema;
  let code = '';
  if ($ref !== undefined) code += call(ofPart(place.unit.graph.target($ref)), { $ref });
  if (not !== undefined) code += negation(not as Schema, place, compile);
  if (anyOf) code += anyOne((anyOf as Schema[]).map(of), place);
  if (oneOf) code += exactlyOne((oneOf as Schema[]).map(of), place);
  code += (allOf as Schema[]).map(of).join('');
  if (schema.if !== undefined) code += condition(schema, place, of);
  return code;
}

function negation(schema: Schema, place: Place, compile: Compile): string {
  const before = place.unit.variable();
  return scoped(`const ${before} = wrong.length;
${compile(schema, { ...place, observing: false })}if (wrong.length === ${before}) ${report(place, 'not', 'must NOT be valid')}else wrong.length = ${before};
`);
}

function anyOne(branches: readonly string[], place: Place): string {
  if (branches.some((branch) => branch.trim() === '')) return '';
  const { unit } = place;
  const [end, before, start] = [unit.variable('any'), unit.variable(), unit.variable()];
  const tried = branches.map(
    (branch) => `${branch}if (wrong.length === ${start}) {
wrong.length = ${before};
break ${end};
}
`,
  );
  return `${end}: {
const ${before} = wrong.length;
let ${start} = ${before};
${tried.join(`${start} = wrong.length;\n`)}${report(place, 'anyOf', 'must match a schema in anyOf')}}
`;
}

function exactlyOne(branches: readonly string[], place: Place): string {
  const { unit } = place;
  const [end, before, start, passed] = [
    unit.variable('one'),
    unit.variable(),
    unit.variable(),
    unit.variable('passed'),
  ];
  const fails = report(place, 'oneOf', 'must match exactly one schema in oneOf');
  const tried = branches.map(
    (branch) => `${branch}if (wrong.length === ${start}) {
if (${passed}) {
${fails}break ${end};
}
${passed} = true;
}
`,
  );
  return `${end}: {
const ${before} = wrong.length;
let ${start} = ${before};
let ${passed} = false;
${tried.join(`${start} = wrong.length;\n`)}if (${passed}) wrong.length = ${before};
else ${fails}}
`;
}

function condition(
  { if: test, then, else: otherwise }: SchemaObject,
  place: Place,
  of: (part: Schema) => string,
) {
  if (then === undefined && otherwise === undefined) return '';
  const before = place.unit.variable();
  const branch = (keyword: 'then' | 'else', part: unknown) => {
    const code = part === undefined ? '' : of(part as Schema);
    if (code.trim() === '') return '';
    const start = place.unit.variable();
    return `const ${start} = wrong.length;
${code}if (wrong.length !== ${start}) ${report(place, 'if', `must match "${keyword}" schema`)}`;
  };
  return scoped(`const ${before} = wrong.length;
${of(test as Schema)}if (wrong.length === ${before}) {
${branch('then', then)}} else {
wrong.length = ${before};
${branch('else', otherwise)}}
`);
}

/** A block, so that a constant has its scope; without a condition. */
function scoped(code: string): string {
  return block('', code);
}

function report(place: Place, code: string, message: string): string {
  return `${place.unit.runtime('violation')}(wrong, ${pointer(place)}, ${literal(code)}, ${literal(message)});\n`;
}
