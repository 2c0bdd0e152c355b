import { webhookPath } from '@partner-webhooks/codegen/event-type';
import type { ContractDescription } from '../contract.ts';
import type { Difference } from '../difference.ts';
import type { Publication, PublishedWebhook, Unread } from '../published.ts';
import { examplePointers, inExamples } from './examples.ts';
import { inProperties } from './properties.ts';
import { inRequest, inResponses } from './request.ts';

/** The differences, and how much was compared: no difference in nothing is not agreement. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly compared: { readonly webhooks: number; readonly properties: number; readonly examples: number };
  /** What could not be read, and so was not compared. */
  readonly unread: readonly Unread[];
  /** What the form of the source does not show. */
  readonly notShown: readonly string[];
  /** What a source shows and no comparison uses. */
  readonly notUsed: readonly string[];
}

const NOT_USED = ['titles, summaries and descriptions: the contract has its own words'];

/** Compares a publication with the contract. What a source does not show is not a difference. */
export function compare(publication: Publication, contract: ContractDescription): Comparison {
  const { webhooks, unread, notShown } = publication;
  const duplicates = webhooks.filter(
    ({ eventType }, index) => webhooks.findIndex((each) => each.eventType === eventType) < index,
  );
  return {
    differences: [
      ...webhooks
        .filter((each) => !duplicates.includes(each))
        .flatMap((each) => differencesOf(each, publication, contract)),
      ...removed(publication, contract),
    ],
    compared: {
      webhooks: webhooks.length,
      properties: webhooks.reduce((sum, webhook) => sum + pointersOf(webhook).size, 0),
      examples: webhooks.reduce((sum, { examples }) => sum + examples.length, 0),
    },
    unread: [
      ...unread,
      ...duplicates.map(({ eventType, line }) => ({
        line,
        eventType,
        reason: `expected each event type once, found ${eventType} twice`,
      })),
    ],
    notShown,
    notUsed: NOT_USED,
  };
}

function differencesOf(
  webhook: PublishedWebhook,
  publication: Publication,
  contract: ContractDescription,
): readonly Difference[] {
  const known = contract.webhooks.get(webhook.eventType);
  if (!known) return added(webhook, publication, contract);
  const listed = inProperties(webhook, known);
  return [
    ...listed,
    ...inExamples(webhook, listed, contract),
    ...inRequest(webhook, known),
    ...inResponses(webhook, known),
  ];
}

/** A new webhook, and what of its request and responses would differ from what the contract has of all webhooks. */
function added(
  webhook: PublishedWebhook,
  { webhooks }: Publication,
  contract: ContractDescription,
): Difference[] {
  const { eventType, line } = webhook;
  const names = webhooks.map((each) => each.eventType);
  const at = names.indexOf(eventType);
  const [before, after] = [names.slice(0, at).reverse(), names.slice(at + 1)];
  const [like] = contract.webhooks.values();
  const usual = like && { ...like, request: { ...like.request, path: webhookPath(eventType) } };
  return [
    { kind: 'webhook-added', eventType, line, webhook, before, after },
    ...(usual ? [...inRequest(webhook, usual), ...inResponses(webhook, usual)] : []),
  ];
}

/** A webhook that may be in a part that could not be read is not removed. */
function removed({ webhooks, unread }: Publication, contract: ContractDescription): Difference[] {
  if (unread.some(({ hidesWebhook }) => hidesWebhook)) return [];
  const found = new Set([...webhooks, ...unread].map(({ eventType }) => eventType));
  return [...contract.webhooks.keys()]
    .filter((eventType) => !found.has(eventType))
    .map((eventType) => ({ kind: 'webhook-removed', eventType, line: 1 }));
}

function pointersOf({ properties, examples }: PublishedWebhook): ReadonlySet<string> {
  return new Set([
    ...properties.map(({ pointer }) => pointer),
    ...examples.flatMap(({ value }) => examplePointers(value)),
  ]);
}
