import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ContractError, generateReceiver, readContract } from '../src/index.ts';
import { load, temporaryFolder, writeAll } from './workbench.ts';

// What a receiver cannot do is refused when it is generated, never at its start.

const BODY = { content: { 'application/json': { schema: { type: 'object' } } } };
const TAKEN = { 200: { description: 'Taken.' } };
const POST = { post: { requestBody: BODY, responses: TAKEN } };
const KEY = { type: 'apiKey', in: 'header', name: 'X-Shop-Key' };

interface Parts {
  readonly schemes?: object;
  readonly security?: unknown;
  /** Merged into the operation. */
  readonly operation?: object;
  /** In place of the path item. */
  readonly item?: unknown;
  readonly components?: object;
}

/** A contract with one webhook, ORDER. */
function documentOf({ schemes = {}, security = [], operation = {}, item, components = {} }: Parts): object {
  return {
    openapi: '3.1.0',
    info: { title: 'A shop', version: '1.0.0' },
    security,
    webhooks: {
      OTHER: { post: { requestBody: BODY, responses: TAKEN, security: [] } },
      ORDER: item ?? { post: { requestBody: BODY, responses: TAKEN, ...operation } },
    },
    components: { securitySchemes: schemes, ...components },
  };
}

async function generate(parts: Parts) {
  const folder = await temporaryFolder();
  const file = join(folder, 'shop.yaml');
  await writeFile(file, stringify(documentOf(parts)));
  const { files, warnings } = await generateReceiver(await readContract(file));
  await writeAll(folder, files);
  const rules = await load<Record<string, Record<string, unknown>>>(folder, 'requests.ts');
  return { rules, order: rules['REQUESTS']?.['ORDER'] as Record<string, unknown>, warnings };
}

async function faultsOf(parts: Parts): Promise<string> {
  try {
    await generate(parts);
  } catch (error) {
    if (error instanceof ContractError) return error.message;
    throw error;
  }
  throw new Error('it was generated');
}

const header = (name: string, more: object = {}) => ({
  parameters: [{ name, in: 'header', required: true, schema: { type: 'string' }, ...more }],
});

describe('security schemes', () => {
  const bearer = { type: 'http', scheme: 'Bearer' };
  const basic = { type: 'http', scheme: 'BASIC' };

  it.each<[string, object, object]>([
    ['an API key', KEY, { type: 'apiKey', header: 'x-shop-key', secrets: 'API_KEYS' }],
    ['HTTP basic', basic, { type: 'basic', header: 'authorization', secrets: 'BASIC_CREDENTIALS' }],
    ['HTTP bearer', bearer, { type: 'bearer', header: 'authorization', secrets: 'BEARER_TOKENS' }],
  ])('%s is found by its type, whatever its name', async (_what, scheme, expected) => {
    const { rules, order } = await generate({ schemes: { shop: scheme }, security: [{ shop: [] }] });
    expect(rules['SECURITY_SCHEMES']).toEqual({ shop: expected });
    expect(order['security']).toEqual([['shop']]);
  });

  it('of one type have variables of their own, which never collide', async () => {
    const names = ['clientId', 'client_id', 'file', 'ключ'];
    const schemes = Object.fromEntries(names.map((name, index) => [name, { ...KEY, name: `X-${index}` }]));
    const security = [Object.fromEntries(names.map((name) => [name, []]))];
    const { rules } = await generate({ schemes, security });
    const variables = Object.values(rules['SECURITY_SCHEMES'] ?? {}).map(
      (scheme) => (scheme as { secrets: string }).secrets,
    );
    expect(variables).toEqual([
      'API_KEYS_CLIENT_ID',
      'API_KEYS_CLIENT_ID_2',
      'API_KEYS_FILE_2',
      'API_KEYS_SCHEME',
    ]);
  });

  it.each<[string, Parts, readonly (readonly string[])[]]>([
    ['of a webhook replace those of the document', { operation: { security: [{ b: [] }] } }, [['b']]],
    ['are none if the webhook has an empty list', { operation: { security: [] } }, []],
    ['are none if one of the alternatives is empty', { operation: { security: [{ b: [] }, {}] } }, []],
    ['are alternatives', { operation: { security: [{ a: [] }, { b: [] }] } }, [['a'], ['b']]],
    ['are required together', { operation: { security: [{ a: [], b: [] }] } }, [['a', 'b']]],
    [
      'are left out if others can be served',
      { operation: { security: [{ a: [] }, { oauth: [] }] } },
      [['a']],
    ],
  ])('%s', async (_what, parts, expected) => {
    const oauth = { type: 'oauth2', flows: {} };
    const { order } = await generate({
      schemes: { a: KEY, b: basic, oauth },
      security: [{ a: [] }],
      ...parts,
    });
    expect(order['security']).toEqual(expected);
  });

  it.each<[string, object, RegExp]>([
    ['mutual TLS', { type: 'mutualTLS' }, /of type mutualTLS/],
    ['OAuth 2', { type: 'oauth2', flows: {} }, /of type oauth2/],
    ['OpenID Connect', { type: 'openIdConnect', openIdConnectUrl: 'https://a' }, /of type openIdConnect/],
    ['HTTP digest', { type: 'http', scheme: 'digest' }, /is HTTP digest/],
    ['an API key in the query', { ...KEY, in: 'query' }, /in the query/],
    ['an API key in a cookie', { ...KEY, in: 'cookie' }, /in the cookie/],
    ['a signature', { ...KEY, name: 'X-Shop-Signature' }, /is a signature in the header X-Shop-Signature/],
    ['a signature by its meaning', { ...KEY, description: 'HMAC of the body' }, /is a signature/],
    ['what cannot be a header', { ...KEY, name: 'X Shop Key' }, /"X Shop Key", which cannot be a header/],
  ])('%s: is refused', async (_what, scheme, expected) => {
    const faults = await faultsOf({ schemes: { shop: scheme }, security: [{ shop: [] }] });
    expect(faults).toMatch(/shop\.yaml:\d+: ORDER: the security scheme `shop` /);
    expect(faults).toMatch(expected);
  });

  it.each<[string, Parts, string]>([
    ['that do not exist', { security: [{ nothing: [] }] }, 'does not have the scheme `nothing`'],
    [
      'that need one header twice',
      { schemes: { a: basic, b: bearer }, security: [{ a: [], b: [] }] },
      'both need the header authorization',
    ],
    ['that are no list', { security: { a: [] } }, 'expected `security` to be a list'],
  ])('%s are refused', async (_what, parts, expected) => {
    expect(await faultsOf(parts)).toContain(expected);
  });

  it('with JWTs are a warning: their signature is not verified', async () => {
    const schemes = { token: { ...bearer, bearerFormat: 'JWT' } };
    const { warnings } = await generate({ schemes, security: [{ token: [] }] });
    expect(warnings).toEqual([expect.stringContaining('are compared with those of BEARER_TOKENS')]);
  });

  it('may have the names of properties that all objects have', async () => {
    const schemes = { constructor: KEY, toString: basic };
    const { order } = await generate({ schemes, security: [{ constructor: [], toString: [] }] });
    expect(order['security']).toEqual([['constructor', 'toString']]);
    expect(await faultsOf({ security: [{ valueOf: [] }] })).toContain('does not have the scheme `valueOf`');
  });

  it('that are not mentioned are a warning: everybody may send', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'shop.yaml');
    const { security: _, ...document } = documentOf({}) as { security: unknown };
    await writeFile(file, stringify(document));
    const { warnings } = await generateReceiver(await readContract(file));
    expect(warnings).toEqual([
      expect.stringMatching(/shop\.yaml:\d+: ORDER: .*accepts requests from everybody/),
    ]);
  });
});

describe('a webhook', () => {
  it.each(['put', 'patch', 'post'])('that is sent by %s is served', async (method) => {
    const { order } = await generate({ item: { [method]: { requestBody: BODY, responses: TAKEN } } });
    expect(order['method']).toBe(method.toUpperCase());
  });

  it('with another JSON media type is served', async () => {
    const content = { 'application/vnd.shop+json; v=1': { schema: { type: 'object' } }, 'text/xml': {} };
    const { order } = await generate({ operation: { requestBody: { content } } });
    expect(order['mediaTypes']).toEqual(['application/vnd.shop+json; v=1']);
  });

  it.each<[string, object, number]>([
    ['204', { 204: { description: '' }, 202: { description: '' } }, 202],
    ['no 2xx', { default: { description: '' } }, 200],
    ['2XX', { '2XX': { description: '' } }, 200],
    ['a body without a schema', { 201: { description: '', content: { 'application/json': {} } } }, 201],
    [
      'a body with an empty schema',
      { 200: { description: '', content: { 'application/json': { schema: { title: 'Any' } } } } },
      200,
    ],
    [
      'a body in one of two',
      {
        200: { description: '', content: { 'text/plain': { schema: { const: 'ok' } } } },
        204: { description: '' },
      },
      204,
    ],
  ])('that expects %s is acknowledged with it', async (_what, responses, status) => {
    expect((await generate({ operation: { responses } })).order['acknowledgement']).toBe(status);
  });

  const decision = {
    content: { 'application/json': { schema: { type: 'object', required: ['approved'] } } },
  };

  it.each<[string, Parts, RegExp]>([
    [
      'that wants a decision',
      { operation: { responses: { 200: { description: '', ...decision } } } },
      /:\d+: ORDER: the platform expects a body in the response 200/,
    ],
    [
      'that wants a header in the response',
      { operation: { responses: { 200: { description: '', headers: { 'X-Echo': { required: true } } } } } },
      /expects the header X-Echo in the response 200/,
    ],
    [
      'with a signature that nothing describes',
      { operation: header('X-Hub-Signature-256') },
      /the header X-Hub-Signature-256 is a signature/,
    ],
    [
      'with a header that cannot be sent',
      { operation: header('X Y') },
      /"X Y" cannot be the name of a header/,
    ],
    [
      'with a header whose schema leads back to itself',
      {
        operation: header('X-Y', { schema: { $ref: '#/components/schemas/Loop' } }),
        components: { schemas: { Loop: { anyOf: [{ $ref: '#/components/schemas/Loop' }] } } },
      },
      /the schema of the header X-Y cannot be checked: Maximum call stack/,
    ],
    ['at a path with variables', { item: { 'x-path': '/a/{id}', ...POST } }, /found "\/a\/\{id\}"/],
    ['at a path without a name', { item: { 'x-path': '/', ...POST } }, /found "\/"/],
    [
      'whose body is a form',
      { operation: { requestBody: { content: { 'application/x-www-form-urlencoded': { schema: {} } } } } },
      /its body is application\/x-www-form-urlencoded/,
    ],
    ['without a body', { item: { post: { responses: TAKEN } } }, /no operation has a request body/],
    ['sent by GET', { item: { get: { requestBody: BODY, responses: TAKEN } } }, /serves POST, PUT and PATCH/],
  ])('%s is refused, with file, line and name', async (_what, parts, expected) => {
    const faults = await faultsOf(parts);
    expect(faults).toMatch(/shop\.yaml:\d+: ORDER: /);
    expect(faults).toMatch(expected);
    expect(faults).toMatch(/\(at #\//);
  });

  it('with a header whose schema is invalid is refused, with file, line and place', async () => {
    const schema = { type: 'string', pattern: '(' };
    expect(await faultsOf({ operation: header('X-Y', { schema }) })).toMatch(
      /^.*shop\.yaml:\d+: `pattern`: expected a regular expression .* \(at #\/webhooks\/ORDER\/.*\/schema\/pattern\)$/,
    );
  });

  it('is refused with all its faults at once', async () => {
    const faults = await faultsOf({
      security: [{ nothing: [] }],
      operation: { ...header('X Y'), responses: { 200: { description: '', ...decision } } },
    });
    expect(faults.split('\n')).toHaveLength(3);
  });

  it('in a file of its own is refused with that file and line', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'shop.yaml');
    await writeFile(file, stringify(documentOf({ item: { $ref: './order.yaml' } })));
    await writeFile(
      join(folder, 'order.yaml'),
      stringify({ post: { requestBody: BODY, responses: { 200: { description: '', ...decision } } } }),
    );
    await expect(generateReceiver(await readContract(file))).rejects.toThrow(/order\.yaml:8: ORDER: /);
  });
});

describe('the example of the start', () => {
  const media = (content: object) => ({
    operation: { requestBody: { content: { 'application/json': content } } },
    components: {
      schemas: { Any: true, Named: { type: 'object', examples: [{ by: 'schema' }] } },
      examples: { Named: { value: { by: 'name' } } },
    },
  });

  it.each<[string, object, unknown]>([
    ['examples', { schema: {}, examples: { a: {}, b: { value: { by: 'b' } } } }, { by: 'b' }],
    ['a reference', { schema: {}, examples: { a: { $ref: '#/components/examples/Named' } } }, { by: 'name' }],
    ['example', { schema: {}, example: { by: 'example' } }, { by: 'example' }],
    ['the schema', { schema: { $ref: '#/components/schemas/Named' } }, { by: 'schema' }],
    ['none', { schema: { $ref: '#/components/schemas/Any' } }, undefined],
  ])('is found: %s', async (_what, content, expected) => {
    const { rules } = await generate(media(content));
    expect(rules['EXAMPLE']).toEqual(
      expected === undefined ? undefined : { eventType: 'ORDER', body: expected, headers: {} },
    );
  });
});

describe('header parameters', () => {
  it('of the path item and of the operation are read, with their schemas', async () => {
    const { order } = await generate({
      item: {
        parameters: [
          { name: 'X-Tenant', in: 'header', schema: { type: 'integer' } },
          { $ref: '#/components/parameters/Version' },
        ],
        post: { requestBody: BODY, responses: TAKEN, ...header('x-tenant') },
      },
      components: {
        schemas: { Version: { enum: ['1', '2'], 'x-extensible': true } },
        parameters: {
          Version: { name: 'X-Version', in: 'header', schema: { $ref: '#/components/schemas/Version' } },
        },
      },
    });
    expect(order['headers']).toEqual([
      { name: 'x-tenant', required: true },
      { name: 'X-Version', required: false },
    ]);
  });

  it('without a schema, with the same one, or with the same `$id` are all served', async () => {
    const named = (type: string) => ({ $id: 'https://parcels.example/value', type });
    const parameters = [true, true, named('string'), named('integer'), undefined].map((schema, index) => ({
      name: `X-${index}`,
      in: 'header',
      ...(schema !== undefined && { schema }),
    }));
    const { order } = await generate({ operation: { parameters } });
    expect(order['headers']).toHaveLength(5);
  });

  it('that OpenAPI ignores are a warning', async () => {
    const parameters = [{ name: 'Authorization', in: 'header', required: true }];
    const { order, warnings } = await generate({ operation: { parameters } });
    expect(order['headers']).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('`Authorization` is ignored')]);
  });
});
