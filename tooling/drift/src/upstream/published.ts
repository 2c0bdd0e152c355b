import type { Schema, SchemaSource } from './schema.ts';

/** A description of the notifications: that of the platform, or the contract. */
export interface Publication {
  /** The format that it was read in, for reports. */
  readonly form: string;
  readonly webhooks: readonly PublishedWebhook[];
}

/** One event type as it is published. */
export interface PublishedWebhook {
  readonly eventType: string;
  readonly title?: string;
  /** Line of the source, from 1. */
  readonly line: number;
  readonly properties: readonly PublishedProperty[];
  readonly examples: readonly PublishedExample[];
  /** The schema of the body and the document that it belongs to; absent if the source has no schemas. */
  readonly payload?: { readonly schema: Schema; readonly source: SchemaSource };
  /** Status codes. */
  readonly responses: readonly string[];
  /**
   * What the list of properties omits. `objects`: objects and their members, which are known from examples only.
   */
  readonly leavesOut: 'nothing' | 'objects';
}

/** A property of the payload, at any depth. */
export interface PublishedProperty {
  /** JSON Pointer (RFC 6901) in the payload; `*` stands for every index of a list. */
  readonly pointer: string;
  readonly line: number;
  readonly type: string;
  readonly format?: string;
  /** Its schema as the source writes it, with references; absent if the source has no schemas. */
  readonly schema?: Schema;
  /** Whether the values are an enum. */
  readonly isEnum: boolean;
  /** The values of the enum, if they are listed. */
  readonly values?: readonly unknown[];
  /** Whether its object always has it. */
  readonly required: boolean;
}

/** An example of a body. */
export interface PublishedExample {
  readonly line: number;
  readonly value: unknown;
}

/** A source cannot be read; the message gives the line and what was expected. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';

  /** @param line from 1; absent if the message is about the whole source. */
  constructor(message: string, line?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`);
  }
}
