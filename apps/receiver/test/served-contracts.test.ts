import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ContractError, generateReceiver, readContract } from '@partner-webhooks/codegen';
import { createPathReader } from '@partner-webhooks/types/request';
import fc from 'fast-check';
import type { Document } from 'openapi-backend';
import { expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { REQUESTS, SECURITY_SCHEMES } from '../src/generated/requests.ts';
import { ContractBackend } from '../src/http/contract-backend.ts';
import { createAuthentication } from '../src/public/authentication.ts';
import { loadCredentials } from '../src/public/credentials.ts';

// What cannot be served is refused by `generate`, never at the start: with what it accepts, every part that reads the
// contract at the start does so.

const name = fc.constantFrom('a', 'B_C', 'x.y', 'constructor', '__proto__', 'file', 'ключ', 'a b');
const schema = fc.constantFrom<object | boolean>(
  { type: 'integer' },
  { $ref: '#/components/schemas/Named' },
  { $ref: '#/components/schemas/List' },
  { $id: 'https://parcels.example/id', enum: ['a', 1, null], 'x-extensible': true },
  { type: 'string', format: 'unheard-of', example: 'x' },
  { type: 'object', nullable: true, properties: { a: true } },
  true,
  {},
);

/** Most contracts are to be served, so what is refused is rare. */
const seldom = <Value>(usual: readonly Value[], unusual: readonly Value[]) =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...unusual) },
  );

const parameter = fc.record({
  name: seldom(
    ['X-Tenant', 'x-tenant', 'Authorization', 'Content-Length', '__proto__'],
    ['X Y', 'X-Signature'],
  ),
  in: fc.constantFrom('header', 'query'),
  required: fc.boolean(),
  schema,
});
const SCHEMES = {
  a: { type: 'apiKey', in: 'header', name: 'X-Key' },
  constructor: { type: 'apiKey', in: 'header', name: 'Authorization' },
  file: { type: 'apiKey', in: 'header', name: 'X-File' },
  ключ: { type: 'http', scheme: 'Bearer' },
  'a b': { type: 'http', scheme: 'basic' },
  tls: { type: 'mutualTLS' },
};
const security = fc.array(
  fc.dictionary(seldom(['a', 'file', 'ключ'], ['constructor', 'a b', 'tls', 'toString']), fc.constant([]), {
    maxKeys: 2,
  }),
  { maxLength: 3 },
);
const body = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Named' } } } };
const operation = fc.record(
  {
    requestBody: seldom<object>([body], [{ content: { 'text/plain': {} } }]),
    responses: seldom<object>([{ 200: {} }, { 202: {} }, {}], [{ 200: body }]),
    parameters: fc.array(parameter, { maxLength: 2 }),
    security,
  },
  { requiredKeys: ['requestBody'] },
);
const webhook = fc
  .tuple(seldom(['post', 'put', 'patch'], ['delete']), operation, seldom(['', '/p'], ['/p/{id}', '/%41']))
  .map(([method, each, path]) => ({ [method]: each, ...(path !== '' && { 'x-path': path }) }));
const contract = fc.record({
  webhooks: fc.dictionary(name, webhook, { minKeys: 1, maxKeys: 3 }),
  security,
});

it('a contract that is accepted starts, and any other is refused with the webhook, the file and the line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  let served = 0;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(contract, async ({ webhooks, security: required }) => {
      run += 1;
      const file = join(folder, `${run}.json`);
      const schemas = {
        Named: { type: 'object' },
        List: { type: 'array', items: { $ref: '#/components/schemas/List' } },
      };
      const document = { webhooks, security: required, components: { securitySchemes: SCHEMES, schemas } };
      await writeFile(
        file,
        JSON.stringify({ openapi: '3.1.0', info: { title: 'A', version: '1' }, ...document }),
      );
      try {
        await start(file, folder);
        served += 1;
      } catch (error) {
        if (!(error instanceof ContractError)) throw error;
        for (const line of error.message.split('\n')) expect(line).toMatch(/\.json(?::\d+)?: /);
      }
    }),
    { numRuns: RUNS },
  );
  await rm(folder, { recursive: true });

  expect(served).toBeGreaterThan(RUNS / 10);
});

const RUNS = 40;

/** What a start does with the contract. */
async function start(file: string, folder: string): Promise<void> {
  const { webhooks, ...rest } = await readContract(file);
  const { files } = await generateReceiver({ ...rest, webhooks });
  const contentOf = (path: string) => files.find((each) => each.path === path)?.content ?? '';
  const module = `${file}.ts`;
  await writeFile(module, contentOf('requests.ts'));
  const rules = (await import(/* @vite-ignore */ pathToFileURL(module).href)) as {
    REQUESTS: typeof REQUESTS;
    SECURITY_SCHEMES: typeof SECURITY_SCHEMES;
  };
  const definition = JSON.parse(contentOf('receiver.json')) as Document;
  const api = new ContractBackend({ definition, strict: true, validate: false });
  await api.init();
  const eventTypeOf = createPathReader(webhooks.map(({ path, eventType }) => [path, eventType]));
  expect(api.router.getOperations()).toHaveLength(webhooks.length);
  for (const { path, method, eventType } of webhooks) {
    expect(eventTypeOf(encodeURI(path))).toBe(eventType);
    expect(api.methodsAt(path)).toEqual([method.toUpperCase()]);
    expect(rules.REQUESTS[eventType]?.method).toBe(method.toUpperCase());
  }
  const config = readConfig({}, rules.SECURITY_SCHEMES);
  createAuthentication(rules.REQUESTS, await loadCredentials(config, folder, rules.SECURITY_SCHEMES));
}
