import type { Schema, SchemaSource } from './schema/schema.ts';

/** A description of the notifications: that of the platform, or the contract. */
export interface Publication {
  /** The format that it was read in, for reports. */
  readonly form: string;
  readonly webhooks: readonly PublishedWebhook[];
  /** What could not be read. It is not compared, so it must not look as if it agreed. */
  readonly unread: readonly Unread[];
  /** What the form of the source does not show, so that nothing is said about it. */
  readonly notShown: readonly string[];
}

/** A part of a source that could not be read. */
export interface Unread {
  /** Line of the source, from 1. */
  readonly line: number;
  /** What was expected and found. */
  readonly reason: string;
  /** The webhook that the part belongs to, if that is known. */
  readonly eventType?: string;
  /** Whether it may be a webhook of an unknown event type: then no webhook counts as removed. */
  readonly hidesWebhook?: boolean;
}

/** One event type as it is published. */
export interface PublishedWebhook {
  readonly eventType: string;
  readonly title?: string;
  /** What the source says about it for people. */
  readonly description?: string;
  /** Line of the source, from 1. */
  readonly line: number;
  /** The payload itself: its pointer is `''`. Absent if the source shows only the properties. */
  readonly body?: PublishedProperty;
  readonly properties: readonly PublishedProperty[];
  readonly examples: readonly PublishedExample[];
  /** The schema of the body and the document that it belongs to; absent if the source has no schemas. */
  readonly payload?: { readonly schema: Schema; readonly source: SchemaSource };
  /** Status codes. */
  readonly responses: readonly string[];
  /** What else is said about the request. An aspect that the source does not show is absent. */
  readonly request: Readonly<Partial<Record<RequestAspect, string>>>;
  /**
   * What the list of properties omits. `objects`: objects and their members, which are known from examples only.
   */
  readonly leavesOut: 'nothing' | 'objects';
}

/** What is published about a request, apart from its body. */
export type RequestAspect = 'deprecated' | 'media types' | 'path' | 'required parameters' | 'security';

/** A property of the payload, at any depth. */
export interface PublishedProperty {
  /** JSON Pointer (RFC 6901) in the payload; `*` stands for every index of a list, and for every name of a map. */
  readonly pointer: string;
  readonly line: number;
  readonly type: string;
  readonly format?: string;
  /** Its schema as the source writes it, with references; absent if the source has no schemas. */
  readonly schema?: Schema;
  /** What the source says about it for people. */
  readonly description?: string;
  /** Whether the values are an enum. */
  readonly isEnum: boolean;
  /** The values of the enum, if they are listed. */
  readonly values?: readonly unknown[];
  /** Values that are shown without a complete list. */
  readonly shownValues?: readonly unknown[];
  /** Whether its object always has it. */
  readonly required: boolean;
  /** Whether it can be `null`; absent if the source does not show it. */
  readonly nullable?: boolean;
  /** The other keywords of JSON Schema that restrict it; absent if the source shows none at all. */
  readonly constraints?: Readonly<Record<string, unknown>>;
  /** The pointer of the object around it that it is like: its members are not listed again. */
  readonly recursesTo?: string;
}

/** An example of a body. */
export interface PublishedExample {
  readonly line: number;
  readonly value: unknown;
}

/** A source, or a part of it, cannot be read; the message gives the line and what was expected. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  /** What was expected and found, without the line. */
  readonly reason: string;
  /** From 1; absent if the message is about the whole source. */
  readonly line: number | undefined;

  constructor(reason: string, line?: number) {
    super(line === undefined ? reason : `line ${line}: ${reason}`);
    this.reason = reason;
    this.line = line;
  }
}
