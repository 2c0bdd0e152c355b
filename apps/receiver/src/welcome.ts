import { registry } from '@partner-webhooks/types';
import type { ApiKeys } from './api-keys.ts';
import type { Config } from './config.ts';
import definition from './generated/receiver.json' with { type: 'json' };
import type { Receiver } from './receiver.ts';

/** What a developer sees at the start: where things are, and a curl line that can be pasted into another terminal. */
export function welcome(config: Config, { madeUp }: ApiKeys, { address, adminAddress }: Receiver): string {
  const { path } = registry.CUSTOMER_NOTIFICATION;
  const examples = definition.paths[path].post.requestBody.content['application/json'].examples;
  const webhooks = `${config.TLS_CERT_FILE ? 'https' : 'http'}://localhost:${address.port}`;
  const [example] = Object.values(examples);
  return `
  Webhooks       ${webhooks}
  Documentation  http://localhost:${adminAddress.port}/docs/

  Send a notification:

    curl -i ${webhooks}${path} \\
      -H '${config.API_KEY_HEADER}: ${key(madeUp)}' \\
      -H 'content-type: application/json' \\
      -d '${JSON.stringify(example?.value)}'

`;
}

/** The key itself is shown by the start that made it up, and never again. */
function key(madeUp: ApiKeys['madeUp']): string {
  if (!madeUp) return '<one of API_KEYS>';
  return madeUp.isNew ? madeUp.key : `'"$(cat '${madeUp.file}')"'`;
}
