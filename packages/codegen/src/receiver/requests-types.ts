// Is a part of the generated `requests.ts` as it stands here, so it must import nothing.

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
