import { isEventTypeName, pascalCase } from '@partner-webhooks/codegen/event-type';
import type { Oas3Visitor } from '@redocly/openapi-core';
import { child, children, descend, isText, type Report, type SourceNode } from '../source-node.ts';
import { eachWebhook } from '../webhook.ts';

const OTHER_METHODS = ['get', 'put', 'delete', 'options', 'head', 'patch', 'trace'];

/**
 * Requires that a webhook is one `post` with a derived operation id, a summary, a description, one tag, no parameters,
 * and a required JSON body.
 *
 * Handlers and types are named after the operation id, the docs group by the tag, and the receiver accepts JSON bodies only:
 * anything else in the contract would not be received.
 */
export function webhookOperation(): Oas3Visitor {
  return eachWebhook(({ key, entry, post }, report) => {
    const item = descend(entry);
    if (!item) return;
    for (const [name, { location }] of children(item)) {
      if (!OTHER_METHODS.includes(name)) continue;
      report({
        message: `Webhook \`${key}\` has an operation \`${name}\`. A notification is a \`post\`: remove it.`,
        location: location.key(),
      });
    }
    reportParameters(key, item, report);
    if (!post) {
      report({
        message: `Webhook \`${key}\` has no operation. Describe the notification as \`post\`.`,
        location: entry.location.key(),
      });
      return;
    }
    reportParameters(key, post, report);
    checkOperationId(key, post, report);
    checkTexts(key, post, report);
    checkBody(key, post, report);
  });
}

function reportParameters(key: string, sourceNode: SourceNode, report: Report): void {
  const parameters = child(sourceNode, 'parameters');
  if (!parameters) return;
  report({
    message: `Webhook \`${key}\` has parameters. All that a notification says is in its body: remove them.`,
    location: parameters.location.key(),
  });
}

function checkOperationId(key: string, post: SourceNode, report: Report): void {
  const expected = `receive${pascalCase(key)}`;
  const id = child(post, 'operationId');
  // No operation id can be derived from a key that is not an event type; `event-type-key` reports the key.
  if (!isEventTypeName(key) || id?.node === expected) return;
  const found = id ? `the operation id \`${id.node}\`` : 'no operation id';
  report({
    message: `Webhook \`${key}\` has ${found}. Name it \`${expected}\`.`,
    location: id?.location ?? post.location.key(),
  });
}

function checkTexts(key: string, post: SourceNode, report: Report): void {
  for (const name of ['summary', 'description']) {
    const text = child(post, name);
    if (isText(text?.node)) continue;
    report({
      message: `Webhook \`${key}\` has no ${name}. Write one: readers of the docs see it first.`,
      location: (text ?? post).location.key(),
    });
  }
  const tags = child(post, 'tags');
  const names = tags ? children(tags).filter(([, { node }]) => isText(node)) : [];
  if (names.length === 1) return;
  report({
    message: `Webhook \`${key}\` has ${names.length} tags. Give it exactly one, so that the docs list it exactly once.`,
    location: (tags ?? post).location.key(),
  });
}

function checkBody(key: string, post: SourceNode, report: Report): void {
  const body = descend(post, 'requestBody');
  const required = body && child(body, 'required');
  if (body && required?.node !== true) {
    report({
      message: `Request body of webhook \`${key}\` is optional. Say \`required: true\`: nothing else carries the event.`,
      location: (required ?? body).location.key(),
    });
  }
  const content = body && descend(body, 'content');
  for (const [name, { location }] of content ? children(content) : []) {
    if (name === 'application/json') continue;
    report({
      message: `Request body of webhook \`${key}\` may be \`${name}\`. The receiver takes JSON only: remove it.`,
      location: location.key(),
    });
  }
  const json = content && descend(content, 'application/json');
  if (json && child(json, 'schema')) return;
  report({
    message: `Request body of webhook \`${key}\` has no schema. Give it \`application/json\` with the schema of the payload.`,
    location: (json ?? content ?? body ?? post).location.key(),
  });
}
