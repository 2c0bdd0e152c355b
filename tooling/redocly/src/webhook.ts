import type { Oas3Visitor, UserContext } from '@redocly/openapi-core';
import { children, descend, type Place, type Report } from './place.ts';

/** An entry under `webhooks`. */
export interface Webhook {
  readonly key: string;
  /** The entry, reference not followed: in a valid contract a reference to a file. */
  readonly entry: Place;
  /** Its operation, references followed. `webhook-operation` requires it. */
  readonly post: Place | undefined;
  /** The JSON media type of its body, references followed. */
  readonly json: Place | undefined;
}

/** Runs a check on every entry under `webhooks`, also on incomplete ones. */
export function eachWebhook(check: (webhook: Webhook, report: Report) => void): Oas3Visitor {
  return {
    WebhooksMap(node: unknown, { location, resolve, report }: UserContext) {
      for (const [key, entry] of children({ node, location, resolve })) {
        const post = descend(entry, 'post');
        const json = post && descend(post, 'requestBody', 'content', 'application/json');
        check({ key, entry, post, json }, report);
      }
    },
  };
}
