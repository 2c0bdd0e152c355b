import type { Oas3Visitor } from '@redocly/openapi-core';
import { child, children, descend, follow, nameOf, type Report, type SourceNode } from '../source-node.ts';
import { eachWebhook } from '../webhook.ts';

const SUCCESS = '200';
const ERRORS = ['400', '401', '404', '405', '408', '413', '415', '429', '500', '503'];
const ERROR_SCHEMA = 'ErrorMessage';

/**
 * Requires the response 200 without content, and `ErrorMessage` for every error that the receiver sends.
 *
 * The platform expects the same errors from every receiver and on every path.
 */
export function webhookResponses(): Oas3Visitor {
  // Webhooks share responses by reference: a problem in one is reported once.
  const checked = new Set<string>();
  const isFirst = (what: string): boolean => checked.size < checked.add(what).size;

  return eachWebhook(({ key, post }, report) => {
    if (!post) return;
    const responses = descend(post, 'responses');
    if (!responses) {
      report({
        message: `Webhook \`${key}\` has no responses. Declare ${[SUCCESS, ...ERRORS].join(', ')}.`,
        location: post.location.key(),
      });
      return;
    }
    if (isFirst(responses.location.absolutePointer)) checkPresence(responses, report);

    for (const [code] of children(responses)) {
      const response = descend(responses, code);
      if (code.startsWith('x-') || !response) continue;
      if (isFirst(`${code} ${response.location.absolutePointer}`)) checkResponse(code, response, report);
    }
  });
}

function checkPresence(responses: SourceNode, report: Report): void {
  const missing = [SUCCESS, ...ERRORS].filter((code) => !child(responses, code));
  if (missing.length === 0) return;
  report({
    message: `Responses lack ${missing.join(', ')}. Declare them: the receiver sends them.`,
    location: responses.location.key(),
  });
}

function checkResponse(code: string, response: SourceNode, report: Report): void {
  const content = child(response, 'content');
  if (code === SUCCESS) {
    if (!content) return;
    report({
      message: 'Response 200 has content. Remove it: the platform reads the status only.',
      location: content.location.key(),
    });
    return;
  }
  const json = descend(response, 'content', 'application/json');
  const schema = json && child(json, 'schema');
  const target = schema && follow(schema);
  if (target && nameOf(target.location) === ERROR_SCHEMA) return;
  report({
    message: schema
      ? `Response ${code} holds another schema than \`${ERROR_SCHEMA}\`. Refer to that one: there is one shape of error.`
      : `Response ${code} has no JSON schema. Give it \`application/json\` with the schema \`${ERROR_SCHEMA}\`.`,
    location: (schema ?? json ?? content ?? response).location.key(),
  });
}
