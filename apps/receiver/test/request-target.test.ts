import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exampleOf } from './contract.ts';
import { expectHttpError, talk } from './raw-connection.ts';
import { KEY, type RunningReceiver, runReceiver, TOKEN, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const body = JSON.stringify(exampleOf('TRANSFER_NOTIFICATION'));

function request(target: string, ...lines: readonly string[]): string {
  return (
    `POST ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}`
  );
}

// For the tests that need none of their own.
let shared: RunningReceiver;
beforeAll(async () => {
  shared = await runReceiver();
});
afterAll(() => shared.stop());

/** Node's parser takes them; as URLs they cannot be read, or their path is none of the contract. */
const UNREADABLE = [
  `http://[x${path}`,
  `http://[::1${path}`,
  `http://[${path}`,
  `http://%${path}`,
  `http://x:99999${path}`,
  `http://x:abc${path}`,
  `http://a%00b${path}`,
  `https://${path.slice(1)}`,
  `http://x:-1${path}`,
  `http://1.2.3.4.5${path}`,
];

describe('a request whose target is a URL that cannot be read', () => {
  it.each(UNREADABLE)('%s is rejected, stored, logged and counted like any other', async (target) => {
    const { address, inbox, logged, adminUrl } = await withReceiver();
    const [anonymous] = await talk(address.port, request(target));
    expectHttpError(anonymous, 401);
    expect((await inbox.quarantined({}, { limit: 10 })).items).toEqual([]);
    const [sender] = await talk(address.port, request(target, `Api-Key: ${KEY}`));
    expectHttpError(sender, 404);

    const { items } = await inbox.quarantined({}, { limit: 10 });
    expect(items).toHaveLength(1);
    expect(Buffer.from((await inbox.quarantinedBody(items[0]?.id ?? ''))?.body ?? []).toString()).toBe(body);
    const statuses = () =>
      logged.filter(({ msg }) => msg === 'request completed').map(({ status }) => status);
    await vi.waitFor(() => expect(statuses()).toEqual([401, 404]), 30_000);
    const metrics = await fetch(`${adminUrl}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const text = await metrics.text();
    for (const status of [401, 404])
      expect(text).toMatch(new RegExp(`^receiver_requests_total\\{.*status="${status}".*\\} 1$`, 'm'));
  });

  it.each(UNREADABLE)('%s is rejected and logged by the admin listener', async (target) => {
    const { adminAddress, logged } = shared;
    logged.length = 0;
    const [anonymous] = await talk(adminAddress.port, request(target));
    expect(anonymous?.status).toBe(401);
    const [operator] = await talk(adminAddress.port, request(target, `Authorization: Bearer ${TOKEN}`));
    expect(operator?.status).toBe(404);
    expect(operator?.headers['content-type']).toMatch(/^application\/json/);
    await vi.waitFor(
      () => expect(logged.filter(({ status }) => status === 401 || status === 404)).toHaveLength(2),
      30_000,
    );
  });
});

it.each([
  `http://x${path}`,
  `http://x:8080${path}?a=b`,
  `HTTP://X${path}`,
  `https://user:secret@x${path}`,
  `http://[::1]${path}`,
  `http://[::1]:80${path}/`,
])('a request whose target is the URL %s is one for its path', async (target) => {
  const { address, adminAddress } = shared;
  const [response] = await talk(address.port, request(target, `Api-Key: ${KEY}`));
  expect(response?.status).toBe(200);
  const probe = target.replace(/\/transfer.*/, '/livez');
  const [alive] = await talk(adminAddress.port, request(probe).replace('POST', 'GET'));
  expect(alive?.status).toBe(200);
});

describe('a key on two header lines', () => {
  it.each([
    ['is valid where both are the same', [KEY, KEY], 200],
    ['is valid where three are the same', [KEY, KEY, KEY], 200],
    ['is rejected if they differ', [KEY, 'another'], 401],
    ['is rejected if they differ, in the other order', ['another', KEY], 401],
    ['is rejected if one is empty', [KEY, ''], 401],
    ['is rejected if both are wrong', ['another', 'another'], 401],
  ])('%s', async (_what, keys, status) => {
    const { address } = shared;
    const [response] = await talk(address.port, request(path, ...keys.map((key) => `Api-Key: ${key}`)));
    expect(response?.status).toBe(status);
  });
});
