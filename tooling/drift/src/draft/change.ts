/** A JSON Schema as OpenAPI 3.1 has it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** An addition to the contract: something that the platform has and the contract does not. */
export type ContractChange = AddWebhook | AddProperty | AddValue;

/** An event type that the contract does not have. */
export interface AddWebhook {
  readonly kind: 'add-webhook';
  readonly eventType: string;
  readonly summary?: string;
  readonly schema: JsonSchema;
  /** An example that the platform publishes. */
  readonly example?: unknown;
}

/** A property that the contract does not have. */
export interface AddProperty {
  readonly kind: 'add-property';
  readonly eventType: string;
  /** JSON Pointer (RFC 6901) of the property in the payload; `*` stands for every index of a list. */
  readonly pointer: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** A value that an enum of the contract does not have. */
export interface AddValue {
  readonly kind: 'add-value';
  readonly eventType: string;
  /** JSON Pointer of the value in the payload, as for a property. */
  readonly pointer: string;
  readonly value: string | number | boolean;
}

/** A change cannot be drafted; the message says where and what was expected. */
export class DraftError extends Error {
  override readonly name = 'DraftError';
  /** The change that cannot be drafted. Absent if the contract cannot be read. */
  readonly change: ContractChange | undefined;

  constructor(message: string, change?: ContractChange) {
    super(message);
    this.change = change;
  }
}
