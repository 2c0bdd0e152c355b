import { type SecurityScheme, type SendingContract, sendingOf } from './sending.ts';

/** The bytes of a body: those of a text in UTF-8, or any, in Base64. */
export type SentBody = { readonly text: string } | { readonly base64: string };

/**
 * Writes the command that sends a notification as its contract says. A shell reads the secrets from variables: that of a header from
 * the variable of its name, such as `API_KEY` for `api-key`.
 *
 * @param eventType whose method, media type, secrets and headers are taken.
 * @param url as it stands between double quotes of a shell: it may have variables.
 * @example
 * ```ts
 * curlCommand(contract, 'TRANSFER_NOTIFICATION', 'http://localhost:8080/transfer-notification', { text: '{}' });
 * ```
 */
export function curlCommand(
  contract: SendingContract,
  eventType: string,
  url: string,
  body: SentBody,
): string {
  const { method, contentType, security, headers } = sendingOf(contract, eventType);
  const request = [
    `curl -i ${method === 'POST' ? '' : `-X ${method} `}"${url}"`,
    ...security.flatMap(optionOf),
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value ?? `<${name}>`}`)}`),
    `-H ${quoted(`content-type: ${contentType}`)}`,
  ];
  const piped = [...request, '--data-binary @-'].join(' \\\n  ');
  if ('base64' in body) return `printf %s ${quoted(body.base64)} | base64 -d | ${piped}`;
  const { text } = body;
  // Linux does not start a program with an argument of 128 KiB, and curl reads a file if the argument begins with @.
  if (text.length > ARGUMENT_CHARS || text.startsWith('@')) return `printf %s ${quoted(text)} | ${piped}`;
  return [...request, `-d ${quoted(text)}`].join(' \\\n  ');
}

// A character has up to three bytes in UTF-8, and a quotation mark becomes four characters.
const ARGUMENT_CHARS = 30_000;

function optionOf({ type, in: place, name = '', scheme }: SecurityScheme): string[] {
  if (type === 'apiKey' && place === 'header') return [`-H "${escaped(name)}: $${variableOf(name)}"`];
  if (type === 'http' && scheme?.toLowerCase() === 'basic') return ['-u "$NAME:$PASSWORD"'];
  return type === 'http' || type === 'oauth2' ? ['-H "authorization: Bearer $TOKEN"'] : [];
}

/** `x-api-key` is `X_API_KEY`. A digit cannot begin the name of a variable. */
function variableOf(header: string): string {
  return header
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '_')
    .replace(/^(?=\d)/, '_');
}

/** A text within double quotes of a shell: RFC 9110 allows `$` and a backtick in the name of a header. */
function escaped(text: string): string {
  return text.replaceAll(/["$`\\]/g, '\\$&');
}

/** A text within single quotes of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
