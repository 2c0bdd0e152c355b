/** A JSON Schema as OpenAPI 3.1 has it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Something that the contract does not have and the platform does. */
export type ContractChange = AddWebhook | AddProperty | AddValue;

/** An event type that the contract does not know. */
export interface AddWebhook {
  readonly kind: 'add-webhook';
  readonly eventType: string;
  readonly summary?: string;
  readonly schema: JsonSchema;
  /** A body as the platform publishes it. */
  readonly example?: unknown;
}

/** A property that the contract does not list. */
export interface AddProperty {
  readonly kind: 'add-property';
  readonly eventType: string;
  /** JSON pointer (RFC 6901) of the property in the payload; `*` stands for every place of a list. */
  readonly pointer: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** A value that is not in a list of the contract. */
export interface AddValue {
  readonly kind: 'add-value';
  readonly eventType: string;
  /** JSON pointer of the place where the value stands, as for a property. */
  readonly pointer: string;
  readonly value: string | number | boolean;
}

/** A change cannot be drafted; the message names the place and what was expected there. */
export class DraftError extends Error {
  override readonly name = 'DraftError';
  /** The change that could not be drafted. Absent where the contract itself cannot be read. */
  readonly change: ContractChange | undefined;

  constructor(message: string, change?: ContractChange) {
    super(message);
    this.change = change;
  }
}
