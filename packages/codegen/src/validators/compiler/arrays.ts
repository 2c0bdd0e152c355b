import type { Schema } from '../../schema.ts';
import { block, literal } from './code.ts';
import { type Compile, observed, type Place, placeInside, pointer } from './place.ts';
import { beyondLimit } from './scalars.ts';
import type { SchemaObject } from './schema-graph.ts';

/** The checks of a value that is a list. */
export function arrayChecks(schema: SchemaObject, place: Place, compile: Compile): string {
  const { value, unit } = place;
  const { maxItems, minItems } = schema;
  let code = '';
  if (maxItems !== undefined)
    code += `if (${value}.length > ${maxItems}) ${beyondLimit(place, 'maxItems', maxItems)}`;
  if (minItems !== undefined)
    code += `if (${value}.length < ${minItems}) ${beyondLimit(place, 'minItems', minItems)}`;
  if (schema.uniqueItems === true)
    code += `${unit.runtime('duplicateItems')}(wrong, ${pointer(place)}, ${value}, ${unit.runtime('equal')});\n`;
  return code + firstItems(schema, place, compile) + restOfItems(schema, place) + contained(schema, place);
}

function firstItems({ prefixItems = [] }: SchemaObject, place: Place, compile: Compile): string {
  const { unit, value } = place;
  return (prefixItems as Schema[])
    .map((schema, index) => {
      const item = unit.variable();
      const code = compile(schema, placeInside(place, index, item));
      return block(
        `if (${value}.length > ${index})`,
        code.trim() === '' ? '' : `const ${item} = ${value}[${index}];\n${code}`,
      );
    })
    .join('');
}

function restOfItems({ items, prefixItems }: SchemaObject, place: Place): string {
  const { unit, value } = place;
  if (items === undefined || (items as Schema) === true) return '';
  const from = prefixItems?.length ?? 0;
  if ((items as Schema) === false && prefixItems)
    return `if (${value}.length > ${from}) ${beyondLimit(place, 'items', from)}`;
  return `${unit.runtime('eachItem')}(${pointer(place)}, ${from}, ${unit.of('check', items as Schema)}, ${value}, wrong${observed(place, items as Schema)});\n`;
}

function contained({ contains, minContains = 1, maxContains }: SchemaObject, place: Place): string {
  const { unit, value } = place;
  if (contains === undefined || (minContains === 0 && maxContains === undefined)) return '';
  if (maxContains !== undefined && minContains > maxContains) {
    const message = `must contain at least ${minContains} and no more than ${maxContains} valid item(s)`;
    return `${unit.runtime('violation')}(wrong, ${pointer(place)}, "contains", ${literal(message)});\n`;
  }
  const check = unit.of('check', contains as Schema, false);
  const limits = maxContains === undefined ? minContains : `${minContains}, ${maxContains}`;
  return `${unit.runtime('containing')}(${pointer(place)}, ${check}, ${value}, wrong, ${limits});\n`;
}
