import type { Difference } from './difference.ts';

/** A difference as a sentence. */
export function sentence(difference: Difference): string {
  const { kind, eventType } = difference;
  const location = 'pointer' in difference ? `${eventType} ${difference.pointer || '(body)'}` : eventType;
  return `${kind}: ${location}${detail(difference)}`;
}

function detail(difference: Difference): string {
  switch (difference.kind) {
    case 'type-changed':
    case 'format-changed':
      return ` is ${difference.published}, in the contract ${difference.contract}`;
    case 'constraint-changed':
      return ` ${difference.keyword} is ${shortened(difference.published)}, in the contract ${shortened(difference.contract)}`;
    case 'request-changed':
      return ` ${difference.aspect}: ${difference.published}, in the contract ${difference.contract}`;
    case 'value-added':
    case 'value-removed':
      return ` ${JSON.stringify(difference.value)}`;
    case 'example-rejected':
      return ` ${difference.reason}`;
    case 'response-added':
    case 'response-removed':
      return ` ${difference.status}`;
    case 'webhook-added':
      return difference.webhook.title === undefined ? '' : ` “${difference.webhook.title}”`;
    default:
      return '';
  }
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
