import type { PublishedProperty, PublishedWebhook, RequestAspect } from './published.ts';
import type { SchemaSource } from './schema/schema.ts';

/** A difference between the publication of the platform and the contract. */
export type Difference = {
  readonly eventType: string;
  /** Line of the source, from 1. */
  readonly line: number;
} & (WebhookDifference | PropertyDifference | ResponseDifference);

interface WebhookAdded {
  readonly kind: 'webhook-added';
  readonly webhook: PublishedWebhook;
  /** The event types that stand before it and after it in the source, the nearest first. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

type WebhookDifference =
  | WebhookAdded
  | { readonly kind: 'webhook-removed' }
  | ({ readonly kind: 'request-changed'; readonly aspect: RequestAspect } & Sides);

interface AtPointer {
  /** JSON Pointer (RFC 6901) in the payload; `*` stands for every index of a list, `''` for the payload itself. */
  readonly pointer: string;
}

/** What either side says, for people. */
interface Sides {
  readonly published: string;
  readonly contract: string;
}

/** A property that the contract does not have: as listed, with its members, or as in an example. */
type PropertyAdded = AtPointer & {
  readonly kind: 'property-added';
  /** The names that stand before it in its object in the source, the nearest first. */
  readonly before: readonly string[];
} & (
    | {
        readonly listed: readonly PublishedProperty[];
        /** Absent if the source has no schemas. */
        readonly source?: SchemaSource;
      }
    | { readonly example: unknown }
  );

type PropertyDifference =
  | PropertyAdded
  | (AtPointer & { readonly kind: 'property-removed' })
  | (AtPointer & { readonly kind: 'type-changed' | 'format-changed' } & Sides)
  | (AtPointer & { readonly kind: 'constraint-changed'; readonly keyword: string } & Sides)
  | (AtPointer & { readonly kind: 'now-required' | 'no-longer-required' })
  | (AtPointer & { readonly kind: 'now-nullable' | 'no-longer-nullable' })
  | (AtPointer & { readonly kind: 'value-added' | 'value-removed'; readonly value: unknown })
  | (AtPointer & { readonly kind: 'example-rejected'; readonly reason: string })
  | (AtPointer & { readonly kind: 'example-incomplete' });

interface ResponseDifference {
  readonly kind: 'response-added' | 'response-removed';
  readonly status: string;
}

/** The kinds of differences. */
export type DifferenceKind = Difference['kind'];
