import type { Oas3Visitor, UserContext } from '@redocly/openapi-core';
import type { Report, SourceNode } from './source-node.ts';

/** Visits every schema, also one with keywords beside `$ref`, which Redocly does not visit as a Schema. */
export function eachSchema(check: (schema: SourceNode, report: Report) => void): Oas3Visitor {
  return {
    Schema(node: unknown, { location, resolve, report }: UserContext) {
      check({ node, location, resolve }, report);
    },
    ref(node, { type, location, resolve, report }) {
      if (type.name === 'Schema') check({ node, location, resolve }, report);
    },
  };
}
