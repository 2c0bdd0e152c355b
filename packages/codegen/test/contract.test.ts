import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ContractError, readContract } from '../src/index.ts';
import { contractOf, documentOf, temporaryFolder, writeAll } from './workbench.ts';

const text = { type: 'object', properties: { id: { type: 'string' } } };

describe('reading a contract', () => {
  it('follows references into other files and names their schemas', async () => {
    const folder = await temporaryFolder();
    const [root = ''] = await writeAll(folder, [
      {
        path: 'openapi.yaml',
        content: stringify({ ...documentOf({}), webhooks: { PING: { $ref: 'ping.yaml' } } }),
      },
      {
        path: 'ping.yaml',
        content: stringify({ post: { requestBody: body({ $ref: 'schemas/Ping.yaml' }) } }),
      },
      { path: 'schemas/Ping.yaml', content: stringify(text) },
    ]);
    const { webhooks, document } = await readContract(root);
    expect(webhooks).toEqual([
      {
        eventType: 'PING',
        path: '/ping',
        module: 'ping',
        name: 'Ping',
        method: 'post',
        operationId: 'receivePing',
        summary: 'PING',
        schema: 'Ping',
      },
    ]);
    expect(document.components?.schemas?.['Ping']).toEqual(text);
  });

  it('gives an inline payload the name of its event type', async () => {
    const { webhooks, document } = await contractOf({ FUND_CLOSED: text });
    expect(webhooks[0]?.schema).toBe('FundClosed');
    expect(document.components?.schemas?.['FundClosed']).toEqual(text);
  });

  it('does not take a name that another schema has', async () => {
    const { webhooks } = await contractOf({ FUND_CLOSED: text }, { FundClosed: { type: 'string' } });
    expect(webhooks[0]?.schema).toBe('FundClosedPayload');
  });

  it('leaves a webhook without a JSON body out and says so', async () => {
    const folder = await temporaryFolder();
    const [root = ''] = await writeAll(folder, [
      {
        path: 'openapi.yaml',
        content: stringify({
          ...documentOf({ PING: text }),
          webhooks: {
            PING: { post: { requestBody: body(text) } },
            FORM: { post: { requestBody: { content: { 'multipart/form-data': { schema: text } } } } },
            BARE: { post: {} },
          },
        }),
      },
    ]);
    const read = await readContract(root);
    expect(read.webhooks.map(({ eventType }) => eventType)).toEqual(['PING']);
    expect(read.warnings).toEqual([
      `${root}:17: the request body has no JSON schema; the webhook is left out (at #/webhooks/FORM/post)`,
      `${root}:23: \`post\` has no request body; the webhook is left out (at #/webhooks/BARE/post)`,
    ]);
  });

  it.each([
    ['OpenAPI 3.0', { ...documentOf({ PING: text }), openapi: '3.0.3' }, 'expected OpenAPI 3.1 or later'],
    ['no webhooks', { ...documentOf({}), paths: {} }, 'no webhook with a JSON body'],
    [
      'a reference to nothing',
      documentOf({ PING: { $ref: '#/components/schemas/Gone' } }),
      "Can't resolve $ref",
    ],
    [
      'an x-subject that is not a name',
      { ...documentOf({}), webhooks: { PING: { post: { 'x-subject': 3, requestBody: body(text) } } } },
      '`x-subject` must be the name of a property',
    ],
  ])('rejects %s', async (_what, document, message) => {
    const file = join(await temporaryFolder(), 'openapi.yaml');
    await writeFile(file, stringify(document));
    await expect(readContract(file)).rejects.toThrow(ContractError);
    await expect(readContract(file)).rejects.toThrow(message);
  });

  it('rejects a file that does not exist, and names it', async () => {
    await expect(readContract('nowhere/openapi.yaml')).rejects.toThrow('nowhere/openapi.yaml');
  });
});

function body(schema: object) {
  return { content: { 'application/json': { schema } } };
}
