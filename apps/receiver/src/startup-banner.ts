import type { AddressInfo } from 'node:net';
import { registry } from '@partner-webhooks/types';
import type { AdminToken } from './admin/token.ts';
import type { GeneratedSecret } from './config/secret.ts';
import type { Config } from './config.ts';
import definition from './generated/receiver.json' with { type: 'json' };
import type { ApiKeys } from './public/api-keys.ts';
import type { Receiver } from './receiver.ts';

/** The text that a developer sees at the start: the addresses, and curl commands to paste into another terminal. */
export function startupBanner(
  config: Config,
  apiKeys: ApiKeys,
  adminToken: AdminToken,
  { address, adminAddress }: Receiver,
): string {
  const { path } = registry.CUSTOMER_NOTIFICATION;
  const examples = definition.paths[path].post.requestBody.content['application/json'].examples;
  const webhooks = `${config.TLS_CERT_FILE ? 'https' : 'http'}://${hostOf(address)}`;
  const admin = `http://${hostOf(adminAddress)}`;
  const [example] = Object.values(examples);
  return `
  Webhooks       ${webhooks}
  Documentation  ${admin}/docs/

  Send a notification:

    curl -i ${webhooks}${path} \\
      -H '${config.API_KEY_HEADER}: ${textFor(apiKeys.generated, 'one of API_KEYS')}' \\
      -H 'content-type: application/json' \\
      -d '${JSON.stringify(example?.value)}'

  See what has become of it:

    curl ${admin}/api/notifications \\
      -H 'authorization: Bearer ${textFor(adminToken.generated, 'ADMIN_TOKEN')}'

`;
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
