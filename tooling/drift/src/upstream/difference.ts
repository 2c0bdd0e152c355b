import type { PublishedProperty, PublishedWebhook } from './published.ts';

/** Something that the platform publishes otherwise than the contract has it. */
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

interface Place {
  /** JSON pointer (RFC 6901) in the payload; `*` stands for every place of a list. */
  readonly pointer: string;
}

/** A property that the contract does not have: as it is listed with all that is in it, or as an example has it. */
type PropertyAdded = Place & { readonly kind: 'property-added' } & (
    | { readonly listed: readonly PublishedProperty[] }
    | { readonly example: unknown }
  );

type PropertyDifference =
  | PropertyAdded
  | (Place & { readonly kind: 'property-removed' })
  | (Place & {
      readonly kind: 'type-changed' | 'format-changed';
      readonly published: string;
      readonly contract: string;
    })
  | (Place & { readonly kind: 'now-required' | 'no-longer-required' })
  | (Place & { readonly kind: 'value-added' | 'value-removed'; readonly value: unknown })
  | (Place & { readonly kind: 'example-refused'; readonly reason: string });

interface ResponseDifference {
  readonly kind: 'response-added' | 'response-removed';
  readonly status: string;
}

/** What can differ. */
export type DifferenceKind = Difference['kind'];
