import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Findings } from './findings.ts';
import { resolveAt } from './schema.ts';

/**
 * Warns of parameters that a sender always sends and nothing checks. Validators check the body; `parseRequest` and the receiver
 * check the headers, too.
 */
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
      if (required !== true || location === 'header') continue;
      findings.warn(at, `nothing checks the required ${location} parameter \`${name}\``);
    }
  }
}

interface Parameter {
  readonly name?: unknown;
  readonly in?: unknown;
  readonly required?: unknown;
}
