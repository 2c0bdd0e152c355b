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
/** How the secret of a request is found, and which setting has the valid ones. */
export interface SecurityScheme {
  /** An API key in a header, or the HTTP scheme. */
  readonly type: 'apiKey' | 'basic' | 'bearer';
  /** The header with the secret, in lower case. */
  readonly header: string;
  /** The variable with the valid secrets. */
  readonly secrets: string;
}

/** A header that the contract describes. The package of types checks it. */
interface DescribedHeader {
  readonly name: string;
  readonly required: boolean;
}

/** What a request must be like besides its body, and how it is acknowledged. */
export interface RequestRules {
  readonly method: string;
  /** The JSON media types that the contract names. */
  readonly mediaTypes: readonly string[];
  /** Names of security schemes: one of the lists is required, and all in that list. Empty if no secret is required. */
  readonly security: readonly (readonly string[])[];
  readonly headers: readonly DescribedHeader[];
  /** The status of the response to an accepted notification. */
  readonly acknowledgement: number;
}

/** A request that the contract has as an example. */
export interface ExampleRequest {
  readonly eventType: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** The security schemes that event types require, by name. */
export const SECURITY_SCHEMES: Readonly<Record<string, SecurityScheme>> = ${code(securitySchemes)};

/** The rules for the requests of each event type. */
export const REQUESTS: Readonly<Record<string, RequestRules>> = ${code(requests)};

/** The first example of the contract. */
export const EXAMPLE: ExampleRequest | undefined = ${code(example)};
`,
  );
}

function code(value: unknown): string {
  if (value === undefined) return 'undefined';
  // In a literal this name would set the prototype. Within a text its quotes are escaped, so that this finds only names.
  return JSON.stringify(value, null, 2).replaceAll('"__proto__":', '["__proto__"]:');
}
