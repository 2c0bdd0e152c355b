import type { JsonSchema } from '@partner-webhooks/observed';

export type { JsonSchema };

/** An addition to the contract: something that the platform has and the contract does not. */
export type ContractChange = AddWebhook | AddProperty | AddValue;

/**
 * A schema to be drafted. Its descriptions are the words of the source. It may refer to parts, as `#/parts/Name`, and mark an
 * enum of which only shown values are known with {@link SHOWN_ONLY}.
 */
export interface DraftableSchema {
  readonly schema: JsonSchema;
  /** Schemas that are referred to by name: they contain themselves, or are referred to several times. */
  readonly parts?: Readonly<Record<string, JsonSchema>>;
}

/** Keyword of a schema to be drafted: `true` in an enum whose values are only those that examples show. */
export const SHOWN_ONLY = 'x-shown-only';

/** What of a source is not in the draft. */
export interface LeftOut {
  readonly eventType: string;
  /** JSON Pointer in the payload, as in reports; `''` for the payload or the webhook itself. */
  readonly pointer: string;
  readonly reason: string;
}

/** An event type that the contract does not have. */
export interface AddWebhook extends DraftableSchema {
  readonly kind: 'add-webhook';
  readonly eventType: string;
  /** The title that the source gives it. */
  readonly title?: string;
  /** The words of the source. */
  readonly description?: string;
  /** Examples that the platform publishes. */
  readonly examples?: readonly unknown[];
  /** The event types of the source that stand before it and after it, the nearest first. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

/** A property that the contract does not have. */
export interface AddProperty extends DraftableSchema {
  readonly kind: 'add-property';
  readonly eventType: string;
  /** JSON Pointer (RFC 6901) of the property in the payload; `*` stands for every index of a list. */
  readonly pointer: string;
  readonly required: boolean;
  /** The properties of its object that stand before it in the source, the nearest first. */
  readonly before?: readonly string[];
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
}
