import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUESTS, type RequestRules } from '../src/generated/requests.ts';
import { exampleOf } from './contract.ts';
import { headerRules } from './header-rules.ts';
import { type RawResponse, talk } from './raw-connection.ts';
import { KEY, type RunningReceiver, runReceiver } from './running-receiver.ts';

// Rules for requests that the contract of this repository does not have, but others do.

const header = (name: string, schema: object, required = true) => ({ name, in: 'header', required, schema });

const HEADERS = [
  header('X-Tenant', { type: 'integer' }),
  header('X-Mode', { enum: ['test', 'live'] }, false),
  header('X-Tags', { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: 2 }, false),
  header('User-Agent', { type: 'string', pattern: '^shop/1$' }, false),
];

const RULES: Readonly<Record<string, Partial<RequestRules>>> = {
  DOCUMENT_NOTIFICATION: { acknowledgement: 204 },
  USER_NOTIFICATION: { acknowledgement: 202, mediaTypes: ['application/vnd.shop+json', 'application/json'] },
};

let receiver: RunningReceiver;
beforeAll(async () => {
  const requests = Object.fromEntries(
    EVENT_TYPES.map((eventType) => [
      eventType,
      { ...(REQUESTS[eventType] as RequestRules), ...RULES[eventType] },
    ]),
  );
  receiver = await runReceiver({
    requests,
    headers: { TRANSFER_NOTIFICATION: await headerRules(HEADERS) },
  });
});
afterAll(() => receiver.stop());

async function send(eventType: keyof typeof registry, lines: readonly string[]): Promise<RawResponse> {
  const body = JSON.stringify(exampleOf(eventType));
  const head = [
    `POST ${registry[eventType].path} HTTP/1.1`,
    'Host: x',
    `Api-Key: ${KEY}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...lines,
  ];
  const [response] = await talk(receiver.address.port, `${head.join('\r\n')}\r\n\r\n${body}`, 1);
  if (!response) throw new Error('there was no response');
  return response;
}

describe('headers that the contract describes', () => {
  it.each<[string, string[]]>([
    ['the required one', ['X-Tenant: 17']],
    ['in another case, with blanks around', ['x-tENANT:   17  ']],
    ['twice with one value', ['X-Tenant: 17', 'X-Tenant: 17']],
    ['a list in several lines', ['X-Tenant: 17', 'X-Tags: a', 'X-Tags: b']],
    ['an optional one', ['X-Tenant: 17', 'X-Mode: live', 'User-Agent: shop/1']],
  ])('are valid: %s', async (_what, lines) => {
    expect((await send('TRANSFER_NOTIFICATION', lines)).status).toBe(200);
  });

  it.each<[string, string[], string]>([
    ['none', [], 'the header X-Tenant is required'],
    ['an empty one', ['X-Tenant:'], 'the header X-Tenant must be number'],
    ['a wrong one', ['X-Tenant: secret-value'], 'the header X-Tenant must be number'],
    ['two different ones', ['X-Tenant: 1', 'X-Tenant: 2'], 'the header X-Tenant must be number'],
    [
      'a wrong optional one',
      ['X-Tenant: 1', 'X-Mode: x'],
      'the header X-Mode must be equal to one of the allowed values',
    ],
    [
      'a list that is too long',
      ['X-Tenant: 1', 'X-Tags: a, b', 'X-Tags: c'],
      'the header X-Tags must NOT have more than 2 items',
    ],
    [
      'two of which one is wrong',
      ['X-Tenant: 1', 'User-Agent: shop/1', 'User-Agent: x'],
      'the header User-Agent',
    ],
  ])('are named in the 400, without their values, and in quarantine: %s', async (_what, lines, problem) => {
    const before = receiver.logged.length;
    const response = await send('TRANSFER_NOTIFICATION', lines);
    expect(response.status).toBe(400);
    expect(response.body).toContain(problem);
    expect(response.body).not.toContain('secret-value');
    const log = receiver.logged.slice(before).find(({ quarantined }) => quarantined);
    const stored = await receiver.inbox.quarantinedBody(String(log?.['quarantined']));
    expect(stored?.reasons).toEqual([
      expect.objectContaining({ code: 'header', message: expect.stringContaining(problem) }),
    ]);
    expect(String(Buffer.from(stored?.body ?? []))).toBe(JSON.stringify(exampleOf('TRANSFER_NOTIFICATION')));
  });

  it('are all named', async () => {
    const response = await send('TRANSFER_NOTIFICATION', ['X-Mode: x']);
    expect(JSON.parse(response.body)).toMatchObject({
      message: 'The request is not valid: the header X-Tenant is required (and 1 more).',
      errorDetails: [{ errors: [{ parameter: 'X-Tenant' }, { parameter: 'X-Mode' }] }],
    });
  });
});

describe('the response', () => {
  it('has the status of the contract, and no body', async () => {
    const accepted = await send('USER_NOTIFICATION', []);
    expect([accepted.status, accepted.headers['content-length']]).toEqual([202, '0']);
    const none = await send('DOCUMENT_NOTIFICATION', []);
    expect([none.status, none.headers['content-length']]).toEqual([204, undefined]);
    const duplicate = await send('USER_NOTIFICATION', []);
    expect(duplicate.status).toBe(202);
  });

  it('names the media types of the contract, and accepts any JSON', async () => {
    const response = await send('USER_NOTIFICATION', ['Content-Type: text/plain']);
    expect(response.status).toBe(415);
    expect(response.body).toContain(
      'Expected a body of type application/vnd.shop+json or application/json in UTF-8.',
    );
    expect(
      (await send('USER_NOTIFICATION', ['Content-Type: application/cloudevents+json; v="1,2"'])).status,
    ).toBe(202);
  });
});
