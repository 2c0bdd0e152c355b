import type { SecurityScheme } from '../../contract/document.ts';
import type { Webhook } from '../webhook.ts';

/** The command that sends the first example to a receiver on this machine. */
export function curlCommand({ method, path, examples }: Webhook, schemes: readonly SecurityScheme[]): string {
  const body = JSON.stringify(examples[0]?.value ?? {}, null, 2);
  return [
    `curl -i ${method === 'POST' ? '' : `-X ${method} `}http://localhost:8080${path}`,
    ...schemes.flatMap(optionOf),
    `-H 'content-type: application/json'`,
    `-d '${body.replaceAll("'", "'\\''")}'`,
  ].join(' \\\n  ');
}

function optionOf({ type, in: place, name, scheme }: SecurityScheme): string[] {
  if (type === 'apiKey' && place === 'header') return [`-H "${name}: $API_KEY"`];
  if (type === 'http' && scheme?.toLowerCase() === 'basic') return ['-u "$NAME:$PASSWORD"'];
  if (type === 'http' || type === 'oauth2') return ['-H "authorization: Bearer $TOKEN"'];
  return [];
}
