import type { AddressInfo } from 'node:net';
import { isEventType, registry } from '@partner-webhooks/types';
import type { AdminToken } from './admin/token.ts';
import type { GeneratedSecret } from './config/secret.ts';
import type { Config } from './config.ts';
import { EXAMPLE, type ExampleRequest, REQUESTS, type RequestRules } from './generated/requests.ts';
import type { CheckedScheme, Credentials } from './public/credentials.ts';
import type { Receiver } from './receiver.ts';

/** What the text says of the contract. */
export interface ShownContract {
  readonly example: ExampleRequest | undefined;
  readonly requests: Readonly<Record<string, RequestRules>>;
}

/** The text that a developer sees at the start: the addresses, and curl commands to paste into another terminal. */
export function startupBanner(
  config: Config,
  credentials: Credentials,
  adminToken: Pick<AdminToken, 'generated'>,
  { address, adminAddress }: Pick<Receiver, 'address' | 'adminAddress'>,
  contract: ShownContract = { example: EXAMPLE, requests: REQUESTS },
): string {
  const webhooks = address && `${config.TLS_CERT_FILE ? 'https' : 'http'}://${hostOf(address)}`;
  const admin = `http://${hostOf(adminAddress)}`;
  return `
  Webhooks       ${webhooks ?? 'none are received'}
  Console        ${admin}/console/
  Documentation  ${admin}/docs/

  See what was received:

    curl ${admin}/api/notifications \\
      -H 'authorization: Bearer ${textFor(adminToken.generated, 'ADMIN_TOKEN')}'
${webhooks === undefined ? '' : exampleCommand(webhooks, credentials, contract)}
`;
}

/** The command that sends the first example of the contract; empty if the contract has none. */
function exampleCommand(
  webhooks: string,
  credentials: Credentials,
  { example, requests }: ShownContract,
): string {
  if (!example || !isEventType(example.eventType)) return '';
  const { eventType, body, headers } = example;
  const { path } = registry[eventType];
  const { method = 'POST', mediaTypes = [], security = [], headers: rules = [] } = requests[eventType] ?? {};
  const required = rules.filter((rule) => rule.required).map(({ name }) => name);
  const lines = [
    `curl -i ${method === 'POST' ? '' : `-X ${method} `}${webhooks}${path}`,
    ...(security[0] ?? []).map((name) => secretOption(credentials[name])),
    ...required.map((name) => `-H '${quoted(`${name}: ${headers[name] ?? `<${name}>`}`)}'`),
    // A range is no media type that a sender can name.
    `-H 'content-type: ${quoted(mediaTypes.find((type) => !type.includes('*')) ?? 'application/json')}'`,
    `-d '${quoted(JSON.stringify(body))}'`,
  ];
  return `
  Send a notification:

    ${lines.filter((line) => line !== '').join(' \\\n      ')}
`;
}

function secretOption(scheme: CheckedScheme | undefined): string {
  if (!scheme) return '';
  const { type, header, secrets, generated } = scheme;
  const secret = textFor(generated, `one of ${secrets}`);
  switch (type) {
    case 'apiKey':
      return `-H '${quoted(header)}: ${secret}'`;
    case 'basic':
      return `-u '${secret}'`;
    case 'bearer':
      return `-H 'authorization: Bearer ${secret}'`;
  }
}

/** A text within single quotes of a shell. */
function quoted(text: string): string {
  return text.replaceAll("'", `'"'"'`);
}

/** Host and port by which this machine reaches a listener. */
function hostOf({ address, port }: AddressInfo): string {
  if (AT_LOCALHOST.has(address)) return `localhost:${port}`;
  // RFC 3986, section 3.2.2, and RFC 6874 for the zone.
  return `${address.includes(':') ? `[${address.replace('%', '%25')}]` : address}:${port}`;
}

const AT_LOCALHOST = new Set(['127.0.0.1', '0.0.0.0', '::1', '::']);

/** A secret is shown only by the start that generated it; later, a command that reads its file. */
function textFor(generated: GeneratedSecret | undefined, configured: string): string {
  if (!generated) return `<${configured}>`;
  return generated.isNew ? generated.secret : `'"$(cat '${generated.file}')"'`;
}
