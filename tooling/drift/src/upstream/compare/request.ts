import type { ContractWebhook } from '../contract.ts';
import type { Difference } from '../difference.ts';
import type { PublishedWebhook, RequestAspect } from '../published.ts';

/** The differences of the request apart from its body. */
export function inRequest(
  { eventType, line, request }: PublishedWebhook,
  known: ContractWebhook,
): Difference[] {
  return ASPECTS.flatMap((aspect): Difference[] => {
    const published = request[aspect];
    const contract = known.request[aspect] ?? 'none';
    if (published === undefined || normalized(published) === normalized(contract)) return [];
    return [{ kind: 'request-changed', eventType, line, aspect, published, contract }];
  });
}

/** The differences of the statuses that a receiver may respond with. */
export function inResponses(
  { eventType, line, responses }: PublishedWebhook,
  known: ContractWebhook,
): Difference[] {
  const isNew = (status: string) => !known.responses.includes(status);
  // A missing error response is no difference: the receiver decides on errors, the platform on success.
  const isGone = (status: string) => status.startsWith('2') && !responses.includes(status);
  return [
    ...responses
      .filter(isNew)
      .map((status) => ({ kind: 'response-added' as const, eventType, line, status })),
    ...known.responses
      .filter(isGone)
      .map((status) => ({ kind: 'response-removed' as const, eventType, line, status })),
  ];
}

const ASPECTS: readonly RequestAspect[] = [
  'deprecated',
  'media types',
  'path',
  'required parameters',
  'security',
];

function normalized(text: string): string {
  return text.toLowerCase().replace(/\/$/, '');
}
