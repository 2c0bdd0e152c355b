import type { AddressInfo } from 'node:net';
import { registry } from '@partner-webhooks/types';
import type { AdminToken } from './admin/token.ts';
import type { MadeUpSecret } from './config/secret.ts';
import type { Config } from './config.ts';
import definition from './generated/receiver.json' with { type: 'json' };
import type { ApiKeys } from './public/api-keys.ts';
import type { Receiver } from './receiver.ts';

/** What a developer sees at the start: where things are, and a curl line that can be pasted into another terminal. */
export function welcome(
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
      -H '${config.API_KEY_HEADER}: ${shown(apiKeys.madeUp, 'one of API_KEYS')}' \\
      -H 'content-type: application/json' \\
      -d '${JSON.stringify(example?.value)}'

  See what has become of it:

    curl ${admin}/api/notifications \\
      -H 'authorization: Bearer ${shown(adminToken.madeUp, 'ADMIN_TOKEN')}'

`;
}

/** Where this machine reaches a listener. */
function hostOf({ address, port }: AddressInfo): string {
  if (AT_LOCALHOST.has(address)) return `localhost:${port}`;
  // RFC 3986, section 3.2.2, and RFC 6874 for the zone.
  return `${address.includes(':') ? `[${address.replace('%', '%25')}]` : address}:${port}`;
}

const AT_LOCALHOST = new Set(['127.0.0.1', '0.0.0.0', '::1', '::']);

/** A secret itself is shown by the start that made it up, and never again. */
function shown(madeUp: MadeUpSecret | undefined, configured: string): string {
  if (!madeUp) return `<${configured}>`;
  return madeUp.isNew ? madeUp.secret : `'"$(cat '${madeUp.file}')"'`;
}
