import type { components, paths } from '@partner-webhooks/admin-api';
import definition from '@partner-webhooks/admin-api/openapi.json' with { type: 'json' };
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import createClient, { type Middleware } from 'openapi-fetch';
import { expect, vi } from 'vitest';
import { TOKEN } from './running-receiver.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);
ajv.addSchema({ ...definition, $id: 'admin' });

/** A client of the admin API that validates every JSON response against the admin contract. */
export function adminClient({ adminUrl }: { readonly adminUrl: string }, token = TOKEN) {
  const client = createClient<paths>({ baseUrl: adminUrl, headers: { authorization: `Bearer ${token}` } });
  client.use(checkResponses);
  return client;
}

/** Waits until a notification is in a state, and gives it with everything. */
export async function waitForState(
  client: ReturnType<typeof adminClient>,
  id: string,
  state: components['schemas']['State'],
): Promise<components['schemas']['NotificationDetails']> {
  return await vi.waitFor(
    async () => {
      const { data } = await client.GET('/api/notifications/{id}', { params: { path: { id } } });
      expect(data?.state).toBe(state);
      return data as NonNullable<typeof data>;
    },
    { timeout: 30_000 },
  );
}

/** The id of the notification that was received last. */
export async function lastId(client: ReturnType<typeof adminClient>): Promise<string> {
  const { data } = await client.GET('/api/notifications', { params: { query: { limit: 1 } } });
  return data?.items[0]?.id ?? '';
}

const checkResponses: Middleware = {
  async onResponse({ request, response, schemaPath }) {
    const isJson = response.headers.get('content-type')?.includes('application/json');
    if (!isJson) return;
    const method = request.method.toLowerCase();
    const contract = described[schemaPath]?.[method]?.responses[response.status];
    expect(contract, `${method} ${schemaPath} may respond with ${response.status}`).toBeDefined();
    const { $ref } = resolve(contract)?.content?.['application/json']?.schema ?? {};
    // Compiled once for all responses.
    const isAsDescribed = ajv.getSchema(`admin${$ref}`);
    expect(isAsDescribed?.(await response.clone().json()), JSON.stringify(isAsDescribed?.errors)).toBe(true);
  },
};

const described = definition.paths as unknown as Record<
  string,
  Record<string, { readonly responses: Record<string, ContractResponse> }>
>;

interface ContractResponse {
  readonly $ref?: string;
  readonly content?: Record<string, { readonly schema: { readonly $ref?: string } }>;
}

function resolve(response: ContractResponse | undefined): ContractResponse | undefined {
  const name = response?.$ref?.split('/').at(-1) ?? '';
  const responses: Record<string, ContractResponse> = definition.components.responses as never;
  return response?.$ref ? responses[name] : response;
}
