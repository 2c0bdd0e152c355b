import { readFileSync } from 'node:fs';
import type { Contract } from '../contract.ts';
import { type OutputFile, script } from '../output.ts';
import type { ReceiverRules } from './request-rules.ts';

/**
 * The module with the rules for requests: all that a receiver has to know of an operation besides its path and its payload.
 * It has no imports, so that it can stand in any folder.
 */
export function requestsModule(
  contract: Contract,
  { securitySchemes, requests, example }: ReceiverRules,
): OutputFile {
  return script(
    contract,
    'requests.ts',
    `
${TYPES}
/** The security schemes that event types require, by name. */
export const SECURITY_SCHEMES: Readonly<Record<string, SecurityScheme>> = ${code(securitySchemes)};

/** The rules for the requests of each event type. */
export const REQUESTS: Readonly<Record<string, RequestRules>> = ${code(requests)};

/** The first example of the contract. */
export const EXAMPLE: ExampleRequest | undefined = ${code(example)};
`,
  );
}

/** The declarations of the types, as they are written for this program: they import nothing. */
const TYPES = readFileSync(new URL('../../src/receiver/requests-types.ts', import.meta.url), 'utf8').replace(
  /^.*\n\n/,
  '',
);

function code(value: unknown): string {
  if (value === undefined) return 'undefined';
  // In a literal this name would set the prototype. Within a text its quotes are escaped, so that this finds only names.
  return JSON.stringify(value, null, 2).replaceAll('"__proto__":', '["__proto__"]:');
}
