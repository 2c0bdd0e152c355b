import type { PublishedProperty, PublishedWebhook } from './published.ts';

/** A difference between the publication of the platform and the contract. */
export type Difference = {
  readonly eventType: string;
  /** Line of the source, from 1. */
  readonly line: number;
} & (WebhookDifference | PropertyDifference | ResponseDifference);

interface WebhookAdded {
  readonly kind: 'webhook-added';
  readonly webhook: PublishedWebhook;
}

type WebhookDifference = WebhookAdded | { readonly kind: 'webhook-removed' };

interface AtPointer {
  /** JSON Pointer (RFC 6901) in the payload; `*` stands for every index of a list. */
  readonly pointer: string;
}

/** A property that the contract does not have: as listed, with its members, or as in an example. */
type PropertyAdded = AtPointer & { readonly kind: 'property-added' } & (
    | { readonly listed: readonly PublishedProperty[] }
    | { readonly example: unknown }
  );

type PropertyDifference =
  | PropertyAdded
  | (AtPointer & { readonly kind: 'property-removed' })
  | (AtPointer & {
      readonly kind: 'type-changed' | 'format-changed';
      readonly published: string;
      readonly contract: string;
    })
  | (AtPointer & { readonly kind: 'now-required' | 'no-longer-required' })
  | (AtPointer & { readonly kind: 'value-added' | 'value-removed'; readonly value: unknown })
  | (AtPointer & { readonly kind: 'example-rejected'; readonly reason: string });

interface ResponseDifference {
  readonly kind: 'response-added' | 'response-removed';
  readonly status: string;
}

/** The kinds of differences. */
export type DifferenceKind = Difference['kind'];
