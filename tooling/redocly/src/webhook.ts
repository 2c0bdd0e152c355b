import type { Oas3Visitor, UserContext } from '@redocly/openapi-core';
import { children, descend, type Report, type SourceNode } from './source-node.ts';

/** An entry under `webhooks`. */
export interface Webhook {
  readonly key: string;
  /** The entry, reference not followed: in a valid contract a reference to a file. */
  readonly entry: SourceNode;
  /** Its operation, references followed. `webhook-operation` requires it. */
  readonly post: SourceNode | undefined;
  /** The JSON media type of its body, references followed. */
  readonly json: SourceNode | undefined;
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
