import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** The payload schemas of a contract by event type. */
export type Payloads = Readonly<Record<string, object>>;

/** Writes the folder of a contract: its last release, and the one in the working tree. */
export async function writeContract(
  folder: string,
  released: Payloads,
  present: Payloads,
  schemas: object = {},
): Promise<void> {
  await mkdir(join(folder, 'released'), { recursive: true });
  await writeFile(join(folder, 'released/partner-webhooks.yaml'), documentOf(released, schemas, '1.0.0'));
  await writeFile(join(folder, 'openapi.yaml'), documentOf(present, schemas, '1.1.0'));
}

/** A contract as YAML. */
export function documentOf(payloads: Payloads, schemas: object = {}, version = '1.0.0'): string {
  return stringify({
    openapi: '3.1.0',
    info: { title: 'A platform', version },
    webhooks: Object.fromEntries(Object.entries(payloads).map(([type, schema]) => [type, webhook(schema)])),
    components: { schemas },
  });
}

function webhook(schema: object) {
  return {
    post: {
      requestBody: { content: { 'application/json': { schema } } },
      responses: { 200: { description: 'Acknowledged.' } },
    },
  };
}
