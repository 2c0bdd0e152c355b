import { EVENT_TYPES, isEventType, registry } from '@partner-webhooks/types';
import type { Schemas } from '../api/client.ts';
import { type Contract, type SentAs, sentAs } from '../contract/contract.ts';

type Details = Pick<Schemas['NotificationDetails'], 'eventType' | 'body' | 'bodyEncoding'>;

/**
 * The command that sends the body again, byte for byte, to a receiver of one's own. What has left the contract is sent to the path
 * that its event type has by the rule for paths, as the contract says of the others.
 */
export function asCurl({ eventType, body, bodyEncoding }: Details, contract: Contract): string {
  const path = isEventType(eventType) ? registry[eventType].path : pathByRule(eventType);
  const [anyEventType = ''] = EVENT_TYPES;
  const sent = sentAs(contract, eventType) ?? sentAs(contract, anyEventType);
  const { method = 'POST', contentType = 'application/json', security = [] } = sent ?? {};
  const request = [
    `curl -i ${method === 'POST' ? '' : `-X ${method} `}"\${WEBHOOKS_URL:-http://localhost:8080}${path}"`,
    ...security.flatMap(optionOf),
    `-H ${quoted(`content-type: ${contentType}`)}`,
  ];
  const note = isEventType(eventType) ? '' : `# The contract does not have ${quoted(eventType)} any more.\n`;
  const piped = [...request, '--data-binary @-'].join(' \\\n  ');
  if (bodyEncoding === 'base64') return `${note}base64 -d <<< '${body}' | ${piped}`;
  // Linux does not start a program with an argument of 128 KiB, and curl reads a file if the argument begins with @.
  if (body.length > ARGUMENT_CHARS || body.startsWith('@'))
    return `${note}printf %s ${quoted(body)} | ${piped}`;
  return note + [...request, `--data-binary ${quoted(body)}`].join(' \\\n  ');
}

// A character has up to three bytes in UTF-8, and a quotation mark becomes four characters.
const ARGUMENT_CHARS = 30_000;

function optionOf({ type, in: place, name, scheme }: SentAs['security'][number]): string[] {
  if (type === 'apiKey' && place === 'header') return [`-H "${name}: $API_KEY"`];
  if (type === 'http' && scheme?.toLowerCase() === 'basic') return ['-u "$NAME:$PASSWORD"'];
  return type === 'http' || type === 'oauth2' ? ['-H "authorization: Bearer $TOKEN"'] : [];
}

/** As the paths of the contract are made (openapi/README.md), without what a shell would read in it. */
function pathByRule(eventType: string): string {
  return `/${encodeURIComponent(eventType.toLowerCase().replaceAll('_', '-')).replaceAll(/[!'()*]/g, '')}`;
}

/** A text within single quotes of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
