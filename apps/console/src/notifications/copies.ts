import { curlCommand } from '@partner-webhooks/bundled-contract';
import { EVENT_TYPES, isEventType, registry } from '@partner-webhooks/types';
import type { Schemas } from '../api/client.ts';
import type { Contract } from '../contract/contract.ts';
import { isJson } from '../contract/is-json.ts';

type Details = Pick<Schemas['NotificationDetails'], 'eventType' | 'body' | 'bodyEncoding'>;

/**
 * The command that sends the body again, byte for byte, to a receiver of one's own. What has left the contract is sent to the path
 * that its event type has by the rule for paths, as the contract says of the others.
 */
export function asCurl({ eventType, body, bodyEncoding }: Details, contract: Contract): string {
  const sent = bodyEncoding === 'base64' ? { base64: body } : { text: body };
  const urlOf = (path: string) => `\${WEBHOOKS_URL:-http://localhost:8080}${path}`;
  if (isEventType(eventType)) return curlCommand(contract, eventType, urlOf(registry[eventType].path), sent);
  const [anyEventType = ''] = EVENT_TYPES;
  // In JSON, because a line break would end the comment.
  return `# The contract does not have ${JSON.stringify(eventType)} any more.
${curlCommand(contract, anyEventType, urlOf(pathByRule(eventType)), sent)}`;
}

/** As the paths of the contract are made (openapi/README.md), without what a shell would read in it. */
function pathByRule(eventType: string): string {
  return `/${encodeURIComponent(eventType.toLowerCase().replaceAll('_', '-')).replaceAll(/[!'()*]/g, '')}`;
}

/**
 * A typed constant for a test, with the text of the body as it was sent: JSON is a part of TypeScript. A body that is not JSON, or
 * not of the contract, is a text.
 */
export function asFixture({ eventType, body, bodyEncoding }: Details): string {
  const name = camelCase(eventType);
  if (bodyEncoding === 'base64') return `export const ${name} = Buffer.from('${body}', 'base64');\n`;
  if (!isEventType(eventType) || !isJson(body)) return `export const ${name} = ${JSON.stringify(body)};\n`;
  // Asserted, not annotated: a body may have properties that the contract does not have yet.
  return `import type { Payload } from '@partner-webhooks/types';

export const ${name} = ${expressionOf(body)} as Payload<'${eventType}'>;
`;
}

/** The text itself, unless it would mean something else: in a literal, `__proto__` is no property. */
function expressionOf(body: string): string {
  return body.includes('__proto__') ? `JSON.parse(${JSON.stringify(body)})` : body.trim();
}

/** A name for a constant: a digit cannot begin one. */
function camelCase(eventType: string): string {
  const name = eventType
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
    .replaceAll(/[^a-zA-Z0-9]/g, '');
  return /^[a-z]/.test(name) ? name : `event${name}`;
}
