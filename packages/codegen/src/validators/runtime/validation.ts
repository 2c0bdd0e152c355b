// The types of the generated package: declarations are generated from this file alone, so it must import nothing.

/** A part of a body that violates the contract. */
export interface Violation {
  /** JSON Pointer (RFC 6901) to the invalid value or to the missing property; `''` is the body. */
  readonly pointer: string;
  /** The violated keyword of JSON Schema: `required`, `type`, `format`, … */
  readonly code: string;
  readonly message: string;
  /** What was expected: the name of the type or format, the missing property, the limit. */
  readonly parameter?: string;
}

/** A property or a value in a valid body that the contract does not have. */
export interface Observation {
  /** JSON Pointer (RFC 6901) to the unknown property or value. */
  readonly pointer: string;
  readonly kind: 'unknown-property' | 'unknown-value';
  /** The unknown value; absent for an unknown property. */
  readonly value?: string | number | boolean;
}

/** The result of validating a body. A body has at most 32 observations. */
export type Validation<Payload> =
  | { readonly valid: true; readonly payload: Payload; readonly observations: readonly Observation[] }
  | { readonly valid: false; readonly violations: readonly Violation[] };
