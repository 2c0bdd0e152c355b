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

/**
 * Validates the parsed JSON body of one event type against the contract. Also a Standard Schema, so that libraries which take
 * those take it as it is.
 */
export interface Validator<Payload> {
  (body: unknown): Validation<Payload>;
  readonly '~standard': StandardProperties<Payload>;
}

/** Standard Schema, version 1 (https://standardschema.dev): what it requires of a validator. */
export interface StandardProperties<Payload> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => StandardResult<Payload>;
  /** For the compiler alone. */
  readonly types?: { readonly input: Payload; readonly output: Payload };
}

/** A result in the form of Standard Schema. */
type StandardResult<Payload> =
  | { readonly value: Payload; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly (string | number)[] }[] };
