import type { Contract } from '../contract.ts';
import { type Schema, walkSchema } from '../schema.ts';
import { checks } from './compiler/checks.ts';
import { block, indented } from './compiler/code.ts';
import { fieldsOf } from './compiler/fields.ts';
import { assertFinite } from './compiler/finite.ts';
import { createSchemaGraph, isScalar } from './compiler/schema-graph.ts';
import { evaluatedBy } from './compiler/unevaluated.ts';
import { identifierOf, type Kind, type Surroundings, Unit } from './compiler/unit.ts';
import { uniqueNames } from './compiler/unit-names.ts';
import { formatOf, isUnknownFormat } from './formats.ts';
import { lenientSchemas } from './lenient-schemas.ts';
import { repeatedSchemas } from './repeated-schemas.ts';

/** Compiles schemas to JavaScript ahead of time, so that nothing is compiled at run time. */
export interface SchemaCompiler {
  /** Compiles a named schema and those it refers to. @returns the unit that exports its check. */
  compile(schemaName: string): Unit;
  /** All units that have been compiled. */
  readonly units: ReadonlyMap<string, Unit>;
  /** Formats that the contract uses and no validator checks. */
  readonly uncheckedFormats: readonly string[];
}

/** Creates a compiler for the schemas of a contract: JSON Schema 2020-12, all violations, formats checked. */
export function createSchemaCompiler(contract: Contract): SchemaCompiler {
  const lenient = lenientSchemas(contract.document, contract.formats);
  const schemas = repeatedSchemas(lenient);
  const graph = createSchemaGraph(schemas);
  const names = uniqueNames(Object.keys(schemas));
  const units = new Map<string, Unit>();
  const waiting: (() => void)[] = [];
  const requested = new Set<string>();
  const finite = new Set<Schema>();

  const unitOf = (schemaName: string): Unit => {
    const known = units.get(schemaName);
    if (known) return known;
    assertFinite(graph, schemaName, finite);
    const unit = new Unit(names.get(schemaName) ?? schemaName, schemaName, surroundings);
    units.set(schemaName, unit);
    return unit;
  };
  const request = (kind: Kind, schemaName: string) => {
    const unit = unitOf(schemaName);
    const identifier = identifierOf(kind, unit.name);
    if (!requested.has(identifier)) {
      requested.add(identifier);
      // Later, because a chain of thousands of schemas would overflow the stack.
      waiting.push(() => unit.export(kind));
    }
    return { identifier, unit };
  };
  const surroundings: Surroundings = { graph, request, format: formatOf, compile };
  return {
    units,
    uncheckedFormats: formatsOf(lenient).filter(isUnknownFormat),
    compile(schemaName) {
      const { unit } = request('check', schemaName);
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) next();
      return unit;
    },
  };
}

const compile: Surroundings['compile'] = (kind, schema, identifier, unit, observing) => {
  switch (kind) {
    case 'check': {
      const isLeaf = isScalar(schema);
      const code = checks(schema, { unit, value: 'value', path: isLeaf ? undefined : '', observing });
      const unknown = isLeaf || code.includes('unknown') ? ', unknown' : '';
      const parameters = `value, wrong${unknown}${isLeaf ? ', path = ""' : ''}`;
      return indented(block(`function ${identifier}(${parameters})`, code) || `function ${identifier}() {}`);
    }
    case 'fields':
      return indented(`const ${identifier} = ${fieldsOf(schema, unit)};`);
    case 'evaluated':
      return indented(
        block(`function ${identifier}(value, evaluated)`, evaluatedBy(schema, unit)) ||
          `function ${identifier}() {}`,
      );
  }
};

function formatsOf(schemas: Readonly<Record<string, Schema>>): string[] {
  const formats = new Set<string>();
  for (const schema of Object.values(schemas)) {
    walkSchema(schema, ({ format }) => {
      if (typeof format === 'string') formats.add(format);
    });
  }
  return [...formats].sort();
}
