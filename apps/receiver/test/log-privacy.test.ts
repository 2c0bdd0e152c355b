import { registry } from '@partner-webhooks/types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { talk } from './raw-connection.ts';
import { KEY, post, type RunningReceiver, runReceiver, TOKEN } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');

// So many characters in a row are no coincidence.
const PIECE_CHARS = 8;

let receiver: RunningReceiver;
beforeAll(async () => {
  receiver = await runReceiver({ environment: { LOG_LEVEL: 'trace', TRUST_PROXY: '1' } });
});
afterAll(() => receiver.stop());

/** Text of a sender that occurs nowhere else: fast-check knows words such as `propertyIsEnumerable`. */
const secret = fc.stringMatching(/^[GHJKQVWXYZ]{12,40}$/);

/** The locations at which a sender can put it. */
type Location = (text: string) => Promise<unknown>;
const LOCATIONS: Readonly<Record<string, Location>> = {
  'the name of an unknown property': (text) => post(receiver.url + path, { ...transfer, [text]: 1 }),
  'an unknown property inside of another': (text) =>
    post(receiver.url + path, { ...transfer, x: { [text]: [{ [text]: text }] } }),
  'the value of an unknown property': (text) => post(receiver.url + path, { ...transfer, x: text }),
  'an unknown value': (text) => post(receiver.url + path, { ...transfer, status: text }),
  'a value of the wrong format': (text) => post(receiver.url + path, { ...transfer, transferId: text }),
  'text that is no JSON': (text) => post(receiver.url + path, `{"${text}": ${text}`),
  'a name twice': (text) => post(receiver.url + path, `{"${text}":{"${text}":1,"${text}":2}}`),
  'a name below which something is rejected': (text) =>
    post(receiver.url + path, `{"${text}":{"${text}":{"__proto__":1}}}`),
  'a name below which a number is too large': (text) => post(receiver.url + path, `{"${text}":[1e999]}`),
  'a path': (text) => post(`${receiver.url}/${text}`, transfer),
  'a path below a known one': (text) => post(`${receiver.url}${path}/${text}`, transfer),
  'a path without a key': (text) => fetch(`${receiver.url}/${text}`),
  'a path with another method': (text) => fetch(`${receiver.url}/${text}`, { headers: { 'api-key': KEY } }),
  'a query': (text) => post(`${receiver.url}${path}?${text}=${text}`, transfer),
  'a key': (text) => post(receiver.url + path, transfer, { 'api-key': text }),
  'a header': (text) => post(receiver.url + path, transfer, { [text]: text, 'user-agent': text }),
  'a media type': (text) => post(receiver.url + path, transfer, { 'content-type': `text/${text}` }),
  'a compression': (text) => post(receiver.url + path, transfer, { 'content-encoding': text }),
  'a forwarded address': (text) => post(receiver.url + path, transfer, { 'x-forwarded-for': text }),
  'the zone of an address': (text) =>
    post(receiver.url + path, transfer, { 'x-forwarded-for': `fe80::1%${text}` }),
  'an expectation': (text) => raw(`GET / HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nExpect: ${text}\r\n\r\n`),
  'a method': (text) => raw(`${text} / HTTP/1.1\r\nHost: x\r\n\r\n`),
  'a protocol': (text) => raw(`GET / ${text}/1.1\r\nHost: x\r\n\r\n`),
  'a host': (text) => raw(`GET /${text} HTTP/1.1\r\nHost: ${text}\r\nConnection: close\r\n\r\n`),
  'a chunk': (text) =>
    raw(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nApi-Key: ${KEY}\r\nTransfer-Encoding: chunked\r\n\r\n${text}\r\n`,
    ),
  'a path of the admin listener without a token': (text) => fetch(`${receiver.adminUrl}/${text}`),
  'a path of the admin listener': (text) =>
    fetch(`${receiver.adminUrl}/api/notifications/${text}`, { headers }),
  'a request to the admin listener': (text) =>
    fetch(`${receiver.adminUrl}/api/notifications?text=${text}&subject=${text}`, { headers }),
  'a page of the documentation': (text) => fetch(`${receiver.adminUrl}/docs/${text}`),
  'a filter of an action': (text) =>
    adminClient(receiver).POST('/api/notifications/replay', {
      body: { filter: { text, subject: text }, dryRun: true },
    }),
};
const headers = { authorization: `Bearer ${TOKEN}` };

function raw(text: string): Promise<unknown> {
  return talk(receiver.address.port, text, 1);
}

describe('nothing that a sender writes is in the log, wherever it is put', () => {
  it.each(Object.entries(LOCATIONS))('%s', async (_where, send) => {
    await fc.assert(
      fc.asyncProperty(secret, async (text) => {
        receiver.logged.length = 0;
        await send(text);
        await new Promise((resolve) => setTimeout(resolve, 5));
        expect(pieceOf(text, JSON.stringify(receiver.logged))).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('though there is a line for it', async () => {
    receiver.logged.length = 0;
    for (const send of Object.values(LOCATIONS)) await send('QZQZQZQZQZQZ');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(receiver.logged.length).toBeGreaterThanOrEqual(Object.keys(LOCATIONS).length - 2);
  });
});

describe('a response to a body that is rejected', () => {
  it.each([
    ['a number that is too large', (name: string) => `{"${name}":[{"${name}":1e999}]}`],
    ['a name that is not allowed', (name: string) => `{"${name}":{"__proto__":1}}`],
    ['half of a surrogate pair', (name: string) => `{"${name}":"\\ud800"}`],
  ])('names no property that the contract does not know: %s', async (_what, body) => {
    const response = await post(receiver.url + path, body('hunter2hunter2'));
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('hunter2');
    const stored = await adminClient(receiver).GET('/api/quarantine', { params: { query: { limit: 1 } } });
    expect(JSON.stringify(stored.data?.items[0]?.reasons)).toContain('/hunter2hunter2');
  });

  it('names those that it knows', async () => {
    const response = await post(receiver.url + path, '{"transferId":1e999}');
    expect(await response.json()).toMatchObject({ errorDetails: [{ field: '/transferId' }] });
  });
});

/** A piece of the text that is in the output, without regard to case. */
function pieceOf(text: string, output: string): string | undefined {
  const found = output.toLowerCase();
  for (let start = 0; start + PIECE_CHARS <= text.length; start += 1) {
    const piece = text.slice(start, start + PIECE_CHARS).toLowerCase();
    if (found.includes(piece)) return piece;
  }
  return undefined;
}
