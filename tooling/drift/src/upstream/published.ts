/** What somebody publishes about the notifications: the platform on a page, or we in the contract. */
export interface Publication {
  /** What it was read as, in words. */
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
  /** Status codes. */
  readonly responses: readonly string[];
  /**
   * What the list of properties leaves out. `objects`: objects and what is in them, which then are known from the
   * examples only.
   */
  readonly leavesOut: 'nothing' | 'objects';
}

/** A property of the payload, at any depth. */
export interface PublishedProperty {
  /** JSON pointer (RFC 6901) in the payload; `*` stands for every place of a list. */
  readonly pointer: string;
  readonly line: number;
  readonly type: string;
  readonly format?: string;
  /** Whether it has a list of values. */
  readonly isEnum: boolean;
  /** All values of the list, where they are shown. */
  readonly values?: readonly unknown[];
  /** Whether the object that it belongs to always has it. */
  readonly required: boolean;
}

/** A body that is shown as an example. */
export interface PublishedExample {
  readonly line: number;
  readonly value: unknown;
}

/** A source cannot be read; the message says in which line, and what was expected there. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';

  /** @param line from 1; absent where it is about the source as a whole. */
  constructor(message: string, line?: number) {
    super(line === undefined ? message : `line ${line}: ${message}`);
  }
}
