import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Findings } from './findings.ts';
import { resolveAt } from './schema.ts';

/** Warns of parameters that a sender always sends: validators check only the body. */
export function warnOfParameters(
  document: Oas3_1Definition,
  owners: readonly object[],
  pointers: readonly string[],
  findings: Findings,
): void {
  for (const [index, owner] of owners.entries()) {
    const { parameters } = owner as { readonly parameters?: unknown };
    if (!Array.isArray(parameters)) continue;
    for (const [position, given] of parameters.entries()) {
      if (typeof given !== 'object' || given === null) continue;
      const at = `${pointers[index]}/parameters/${position}`;
      const parameter = resolveAt<Parameter>(document, given, at, findings);
      if (!parameter) continue;
      const { name, in: location, required } = parameter;
      // OpenAPI 3.1, section 4.8.12.1: `Content-Type` is not a parameter.
      if (required !== true || String(name).toLowerCase() === 'content-type') continue;
      findings.warn(at, `no validator checks the required ${location} parameter \`${name}\``);
    }
  }
}

interface Parameter {
  readonly name?: unknown;
  readonly in?: unknown;
  readonly required?: unknown;
}
