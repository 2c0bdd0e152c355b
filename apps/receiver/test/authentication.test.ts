import { EVENT_TYPES, type EventType, registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUESTS, type RequestRules, type SecurityScheme } from '../src/generated/requests.ts';
import { exampleOf } from './contract.ts';
import { type RawResponse, talk } from './raw-connection.ts';
import { type RunningReceiver, runReceiver } from './running-receiver.ts';

// Every kind of security that a contract can require, in one receiver, over sockets: HTTP clients do not send these headers.

const SCHEMES: Readonly<Record<string, SecurityScheme>> = {
  id: { type: 'apiKey', header: 'x-client-id', secrets: 'API_KEYS_ID' },
  secret: { type: 'apiKey', header: 'x-client-secret', secrets: 'API_KEYS_SECRET' },
  raw: { type: 'apiKey', header: 'authorization', secrets: 'API_KEYS_RAW' },
  person: { type: 'basic', header: 'authorization', secrets: 'BASIC_CREDENTIALS' },
  token: { type: 'bearer', header: 'authorization', secrets: 'BEARER_TOKENS' },
};

const SECRETS = {
  API_KEYS: '',
  API_KEYS_ID: 'id-1,id-2',
  API_KEYS_SECRET: 'secret-1',
  API_KEYS_RAW: 'Plain key-1',
  BASIC_CREDENTIALS: 'jos\u00e9:pass:w\u00f6rd,shop:p',
  BEARER_TOKENS: 'token-1,token-2',
};

const SECURITY: Partial<Record<EventType, RequestRules['security']>> = {
  CUSTOMER_NOTIFICATION: [['person']],
  TRANSFER_NOTIFICATION: [['token']],
  DOCUMENT_NOTIFICATION: [['id', 'secret']],
  USER_NOTIFICATION: [['person'], ['id', 'token']],
  STRATEGY_NOTIFICATION: [['raw']],
  PROXY_NOTIFICATION: [],
};

let receiver: RunningReceiver;
beforeAll(async () => {
  const requests = Object.fromEntries(
    EVENT_TYPES.map((eventType) => [
      eventType,
      { ...REQUESTS[eventType], security: SECURITY[eventType] ?? [['id']] } as RequestRules,
    ]),
  );
  receiver = await runReceiver({ requests, schemes: SCHEMES, environment: SECRETS });
});
afterAll(() => receiver.stop());

/** Sends the example of an event type with these header lines. */
async function send(
  eventType: EventType,
  lines: readonly string[],
  path: string = registry[eventType].path,
): Promise<RawResponse> {
  const body = JSON.stringify(exampleOf(eventType));
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: x',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...lines,
  ];
  const [response] = await talk(receiver.address.port, `${head.join('\r\n')}\r\n\r\n${body}`, 1);
  if (!response) throw new Error('there was no response');
  return response;
}

const base64 = (text: string, encoding: BufferEncoding = 'utf8') =>
  Buffer.from(text, encoding).toString('base64');
const JOSE = base64('jos\u00e9:pass:w\u00f6rd');

describe('senders with the credentials that the event type requires', () => {
  it.each<[string, EventType, string[]]>([
    ['basic', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${JOSE}`]],
    ['basic in lower case', 'CUSTOMER_NOTIFICATION', [`authorization: basic ${JOSE}`]],
    [
      'basic in ISO 8859-1',
      'CUSTOMER_NOTIFICATION',
      [`Authorization: Basic ${base64('jos\u00e9:pass:w\u00f6rd', 'latin1')}`],
    ],
    [
      'basic with decomposed letters',
      'CUSTOMER_NOTIFICATION',
      [`Authorization: Basic ${base64('jose\u0301:pass:wo\u0308rd')}`],
    ],
    [
      'basic without padding',
      'CUSTOMER_NOTIFICATION',
      [`Authorization: Basic ${base64('shop:p').replace(/=/g, '')}`],
    ],
    ['basic behind several spaces', 'CUSTOMER_NOTIFICATION', [`Authorization:   Basic   ${JOSE}  `]],
    [
      'basic twice, but the same',
      'CUSTOMER_NOTIFICATION',
      [`Authorization: Basic ${JOSE}`, `Authorization: Basic ${JOSE}`],
    ],
    ['bearer', 'TRANSFER_NOTIFICATION', ['Authorization: Bearer token-1']],
    ['another bearer', 'TRANSFER_NOTIFICATION', ['AUTHORIZATION: BEARER token-2']],
    ['two keys', 'DOCUMENT_NOTIFICATION', ['X-Client-Id: id-2', 'X-Client-Secret: secret-1']],
    ['the first alternative', 'USER_NOTIFICATION', [`Authorization: Basic ${JOSE}`]],
    ['the second alternative', 'USER_NOTIFICATION', ['X-Client-Id: id-1', 'Authorization: Bearer token-1']],
    ['both alternatives', 'USER_NOTIFICATION', ['X-Client-Id: id-1', `Authorization: Basic ${JOSE}`]],
    ['a key in the header Authorization', 'STRATEGY_NOTIFICATION', ['Authorization: Plain key-1']],
    ['nothing, where nothing is required', 'PROXY_NOTIFICATION', []],
    ['anything, where nothing is required', 'PROXY_NOTIFICATION', ['Authorization: Bearer wrong']],
  ])('get 200: %s', async (_what, eventType, lines) => {
    expect((await send(eventType, lines)).status).toBe(200);
  });
});

describe('senders without them', () => {
  it.each<[string, EventType, string[]]>([
    ['none', 'CUSTOMER_NOTIFICATION', []],
    ['an empty header', 'CUSTOMER_NOTIFICATION', ['Authorization:']],
    ['only the scheme', 'CUSTOMER_NOTIFICATION', ['Authorization: Basic']],
    ['only the scheme and a space', 'CUSTOMER_NOTIFICATION', ['Authorization: Basic ']],
    ['no space behind the scheme', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic${JOSE}`]],
    ['a tab behind the scheme', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic\t${JOSE}`]],
    ['what is not Base64', 'CUSTOMER_NOTIFICATION', ['Authorization: Basic jos\u00e9:pass:w\u00f6rd']],
    [
      'Base64 with other characters in it',
      'CUSTOMER_NOTIFICATION',
      [`Authorization: Basic ${JOSE.slice(0, 4)}*${JOSE.slice(4)}`],
    ],
    ['a user name without a colon', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${base64('shop')}`]],
    ['a wrong password', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${base64('shop:q')}`]],
    ['an empty password', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${base64('shop:')}`]],
    ['an empty user name', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${base64(':p')}`]],
    ['only a colon', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${base64(':')}`]],
    ['a byte order mark', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${base64('\uFEFFshop:p')}`]],
    ['a password with a zero byte', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${base64('shop:p\0')}`]],
    ['a user name in another case', 'CUSTOMER_NOTIFICATION', [`Authorization: Basic ${base64('SHOP:p')}`]],
    [
      'two different ones, the first valid',
      'CUSTOMER_NOTIFICATION',
      [`Authorization: Basic ${JOSE}`, `Authorization: Basic ${base64('a:b')}`],
    ],
    [
      'two different ones, the second valid',
      'CUSTOMER_NOTIFICATION',
      [`Authorization: Basic ${base64('a:b')}`, `Authorization: Basic ${JOSE}`],
    ],
    [
      'two schemes at once',
      'CUSTOMER_NOTIFICATION',
      [`Authorization: Basic ${JOSE}`, 'Authorization: Bearer token-1'],
    ],
    ['two schemes in one line', 'TRANSFER_NOTIFICATION', [`Authorization: Bearer token-1, Basic ${JOSE}`]],
    ['an empty token', 'TRANSFER_NOTIFICATION', ['Authorization: Bearer ']],
    ['a token as basic', 'TRANSFER_NOTIFICATION', ['Authorization: Basic token-1']],
    ['a bare token', 'TRANSFER_NOTIFICATION', ['Authorization: token-1']],
    ['a token with more behind it', 'TRANSFER_NOTIFICATION', ['Authorization: Bearer token-1 x']],
    ['a token in quotes', 'TRANSFER_NOTIFICATION', ['Authorization: Bearer "token-1"']],
    ['a token of another scheme', 'TRANSFER_NOTIFICATION', ['Authorization: Token token-1']],
    ['a token in another header', 'TRANSFER_NOTIFICATION', ['Proxy-Authorization: Bearer token-1']],
    ['the credentials of another event type', 'TRANSFER_NOTIFICATION', [`Authorization: Basic ${JOSE}`]],
    ['one of two keys', 'DOCUMENT_NOTIFICATION', ['X-Client-Id: id-1']],
    ['the other one of two keys', 'DOCUMENT_NOTIFICATION', ['X-Client-Secret: secret-1']],
    [
      'the keys in each other’s headers',
      'DOCUMENT_NOTIFICATION',
      ['X-Client-Id: secret-1', 'X-Client-Secret: id-1'],
    ],
    [
      'two different keys in one header',
      'DOCUMENT_NOTIFICATION',
      ['X-Client-Id: id-1', 'X-Client-Id: id-2', 'X-Client-Secret: secret-1'],
    ],
    [
      'all keys as one list',
      'DOCUMENT_NOTIFICATION',
      ['X-Client-Id: id-1,id-2', 'X-Client-Secret: secret-1'],
    ],
    ['half of an alternative', 'USER_NOTIFICATION', ['X-Client-Id: id-1']],
    [
      'halves of two alternatives',
      'USER_NOTIFICATION',
      ['X-Client-Id: id-1', `Authorization: Basic ${base64('a:b')}`],
    ],
    ['a key in the wrong case', 'STRATEGY_NOTIFICATION', ['Authorization: plain key-1']],
    [
      'two keys in the header Authorization',
      'STRATEGY_NOTIFICATION',
      ['Authorization: Plain key-1', 'Authorization: x'],
    ],
    [
      'the name of a property of objects',
      'DOCUMENT_NOTIFICATION',
      ['__proto__: id-1', 'X-Client-Secret: secret-1'],
    ],
  ])('get 401 with any other credentials: %s', async (_what, eventType, lines) => {
    const response = await send(eventType, lines);
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toBeDefined();
    expect(response.headers['connection']).toBe('close');
  });

  it('get the challenges of the event type', async () => {
    const challenges = async (eventType: EventType, lines: string[] = []) => {
      const response = await fetch(receiver.url + registry[eventType].path, {
        method: 'POST',
        headers: lines.map((line) => line.split(': ') as [string, string]),
      });
      return response.headers.get('www-authenticate');
    };
    const basic = 'Basic realm="webhooks", charset="UTF-8"';
    expect(await challenges('CUSTOMER_NOTIFICATION')).toBe(basic);
    expect(await challenges('TRANSFER_NOTIFICATION')).toBe('Bearer realm="webhooks"');
    expect(await challenges('TRANSFER_NOTIFICATION', ['Authorization: Bearer x'])).toBe(
      'Bearer realm="webhooks", error="invalid_token"',
    );
    expect(await challenges('DOCUMENT_NOTIFICATION')).toBe('ApiKey');
    expect(await challenges('USER_NOTIFICATION')).toBe(`${basic}, ApiKey, Bearer realm="webhooks"`);
  });

  it.each<[EventType, string]>([
    ['CUSTOMER_NOTIFICATION', 'The header authorization does not hold valid credentials (Basic).'],
    ['TRANSFER_NOTIFICATION', 'The header authorization does not hold a valid token (Bearer).'],
    ['STRATEGY_NOTIFICATION', 'The header authorization does not hold a valid key.'],
    [
      'USER_NOTIFICATION',
      'Expected valid credentials (Basic) in the header authorization, or a valid key in the header x-client-id and ' +
        'a valid token (Bearer) in the header authorization.',
    ],
  ])('learn what %s requires', async (eventType, message) => {
    expect(JSON.parse((await send(eventType, [])).body)).toMatchObject({ message });
  });

  it('learn nothing of unknown paths, even if some event types require nothing', async () => {
    expect((await send('USER_NOTIFICATION', [], '/nothing-here')).status).toBe(401);
    expect((await send('USER_NOTIFICATION', ['X-Client-Id: wrong'], '/nothing-here')).status).toBe(401);
    expect((await send('USER_NOTIFICATION', ['X-Client-Id: id-1'], '/nothing-here')).status).toBe(404);
  });
});
