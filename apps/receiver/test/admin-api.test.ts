import definition from '@partner-webhooks/admin-api/openapi.json' with { type: 'json' };
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { adminClient, lastId, waitForState } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { KEY, post, type RunningReceiver, runReceiver, TOKEN, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const UNKNOWN = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';

/** Every operation of the admin contract: its method and its path, with an id if it needs one. */
const operations = Object.entries(definition.paths).flatMap(([each, item]) =>
  Object.keys(item).map((method) => [method.toUpperCase(), each.replace('{id}', UNKNOWN)] as const),
);

let receiver: RunningReceiver;
let client: ReturnType<typeof adminClient>;
beforeAll(async () => {
  receiver = await runReceiver();
  client = adminClient(receiver);
});
afterAll(() => receiver.stop());

describe('who may ask', () => {
  // Signing in gives a token in its body.
  const withToken = operations.filter(([method, each]) => `${method} ${each}` !== 'POST /api/session');
  it.each(withToken)('%s %s asks for the token', async (method, each) => {
    for (const authorization of [undefined, 'Bearer wrong', `Basic ${TOKEN}`, TOKEN, `Bearer ${KEY}`]) {
      const response = await fetch(receiver.adminUrl + each, {
        method,
        headers: authorization ? { authorization } : {},
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toMatchObject({ errorCode: 'UNAUTHORIZED' });
    }
  });

  it.each(operations)('%s %s is not served on the public listener', async (method, each) => {
    const response = await fetch(receiver.url + each, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'api-key': KEY },
    });
    expect([404, 405, 415]).toContain(response.status);
  });

  it('a path that is not in the contract does not exist, and a method that is not is named', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(`${receiver.adminUrl}/api/nothing`, { headers })).status).toBe(404);
    const other = await fetch(`${receiver.adminUrl}/api/notifications`, { method: 'DELETE', headers });
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it.each(['%ff', '%', '%zz', '%c3%28'])('an id %s, which cannot be decoded, does not exist', async (id) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    for (const each of ['notifications', 'quarantine'])
      for (const [method, path] of [
        ['GET', `/api/${each}/${id}`],
        ['POST', `/api/${each}/${id}/replay`],
      ] as const) {
        const response = await fetch(receiver.adminUrl + path, { method, headers });
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ errorCode: 'NOT_FOUND' });
      }
  });
});

describe('a request that is not as the contract says', () => {
  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '501' }, 'limit'],
    [{ limit: 'all' }, 'limit'],
    [{ state: 'asleep' }, 'state'],
    [{ receivedFrom: 'yesterday' }, 'receivedFrom'],
    [{ receivedFrom: '2025-01-01T00:00:00+01' }, 'receivedFrom'],
    [{ receivedTo: '2025-01-01 00:00:00Z' }, 'receivedTo'],
    [{ discarded: 'perhaps' }, 'discarded'],
    [{ cursor: 'x' }, 'cursor'],
    [{ colour: 'blue' }, 'colour'],
    [{ order: 'random' }, 'order'],
  ])('%j is rejected at %s', async (query, field) => {
    const { response, error } = await client.GET('/api/notifications', { params: { query: query as never } });
    expect(response.status).toBe(400);
    expect(error).toMatchObject({ errorCode: 'INVALID_REQUEST', errorDetails: [{ field }] });
  });

  it.each([
    [undefined, '/reason'],
    ['{', ''],
    ['[]', ''],
    ['{}', '/reason'],
    ['{"reason":"  "}', '/reason'],
    ['{"reason":"why","more":1}', '/more'],
  ])('a discard with the body %j is rejected at "%s"', async (body, field) => {
    const response = await fetch(`${receiver.adminUrl}/api/notifications/${UNKNOWN}/discard`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errorCode: 'INVALID_REQUEST', errorDetails: [{ field }] });
  });

  it('an id that is not a UUID gets 400, and an unknown one 404', async () => {
    const ask = (id: string) => client.GET('/api/notifications/{id}', { params: { path: { id } } });
    expect((await ask('1')).response.status).toBe(400);
    expect((await ask(UNKNOWN)).response.status).toBe(404);
  });
});

describe('what is in the inbox', () => {
  it('is listed, found by every condition, and shown with its body as it was sent', async () => {
    const own = await withReceiver();
    const ownClient = adminClient(own);
    for (const eventType of EVENT_TYPES) await post(own.url + registry[eventType].path, exampleOf(eventType));
    await vi.waitFor(() => expect(own.handled).toHaveLength(EVENT_TYPES.length), 30_000);
    const { data: all } = await ownClient.GET('/api/notifications');
    expect(all?.items.map(({ eventType }) => eventType)).toEqual(EVENT_TYPES.toReversed());

    const text = '{ "regularToken": 1.10, "premiumToken": 118.900000000000000001 }';
    await post(own.url + registry.RE_TOKEN_PRICES.path, text);
    const id = await lastId(ownClient);
    const found = await waitForState(ownClient, id, 'handled');
    expect(found).toMatchObject({ body: text, bodyEncoding: 'utf-8', deliveries: 1, attempts: 1 });
    expect(found.attemptHistory).toEqual([expect.objectContaining({ number: 1, outcome: 'handled' })]);

    const receivedFrom = found.receivedAt;
    const query = { eventType: 'RE_TOKEN_PRICES', state: 'handled', receivedFrom, text: id } as const;
    const { data } = await ownClient.GET('/api/notifications', { params: { query } });
    expect(data?.items.map((each) => each.id)).toEqual([id]);
  });

  it('comes in pages, oldest first if that is asked for', async () => {
    const own = await withReceiver();
    const ownClient = adminClient(own);
    for (const eventType of EVENT_TYPES) await post(own.url + registry[eventType].path, exampleOf(eventType));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 7, order: 'oldest', ...(cursor && { cursor }) } as const;
      const { data } = await ownClient.GET('/api/notifications', { params: { query } });
      seen.push(...(data?.items ?? []).map(({ eventType }) => eventType));
      cursor = data?.nextCursor;
    } while (cursor);
    expect(seen).toEqual(EVENT_TYPES);
  });

  it('1,000 notifications, each sent five times at once, are handled once and show five deliveries', async () => {
    const own = await withReceiver({ environment: { LOG_LEVEL: 'warn' } });
    const ownClient = adminClient(own);
    const bodies = Array.from({ length: 1_000 }, (_, n) => ({
      ...transfer,
      transferId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    }));
    for (let n = 0; n < bodies.length; n += 50) {
      const batch = bodies.slice(n, n + 50).flatMap((body) => [body, body, body, body, body]);
      const responses = await Promise.all(batch.map((body) => post(own.url + path, body)));
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    }
    await vi.waitFor(() => expect(own.handled.length).toBeGreaterThanOrEqual(1_000), 30_000);
    expect(new Set(own.handled.map(({ id }) => id)).size).toBe(own.handled.length);
    expect(own.handled).toHaveLength(1_000);
    let cursor: string | undefined;
    let listed = 0;
    do {
      const query = { limit: 500, ...(cursor && { cursor }) };
      const { data } = await ownClient.GET('/api/notifications', { params: { query } });
      for (const { deliveries, state } of data?.items ?? []) {
        expect([deliveries, state]).toEqual([5, 'handled']);
        listed += 1;
      }
      cursor = data?.nextCursor;
    } while (cursor);
    expect(listed).toBe(1_000);
  });
});

describe('the receiver as a whole', () => {
  it('counts by state and event type', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const own = await withReceiver({ onHandle: () => promise });
    await post(own.url + path, transfer);
    const ownClient = adminClient(own);
    await vi.waitFor(async () => {
      const { data } = await ownClient.GET('/api/statistics');
      expect(data).toMatchObject({
        pending: 0,
        handling: 1,
        quarantined: 0,
        oldestPending: expect.stringMatching(/Z$/),
        byEventType: [{ eventType: 'TRANSFER_NOTIFICATION', handling: 1 }],
      });
    }, 30_000);
    resolve();
  });

  it('lists what the contract did not know', async () => {
    const own = await withReceiver();
    await post(own.url + path, { ...transfer, status: 'ON_HOLD', newProperty: { a: 1 } });
    const { data } = await adminClient(own).GET('/api/observations');
    expect(data?.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/status', kind: 'unknown-value', value: 'ON_HOLD', count: 1 }),
        expect.objectContaining({ pointer: '/newProperty', kind: 'unknown-property', count: 1 }),
      ]),
    );
  });

  it('shows its settings and not its secrets', async () => {
    const { data } = await client.GET('/api/config');
    const setting = (name: string) => data?.items.find((each) => each.name === name);
    expect(setting('HANDLER_CONCURRENCY')).toMatchObject({ value: '16', isSet: false });
    expect(setting('LOG_LEVEL')).toMatchObject({ value: 'debug', isSet: true });
    expect(setting('API_KEYS')).toEqual({ name: 'API_KEYS', isSet: true, meaning: expect.any(String) });
    expect(JSON.stringify(data)).not.toMatch(new RegExp(`${KEY}"|${TOKEN}`));
  });

  it('shows what it handles, and how', async () => {
    const { data } = await client.GET('/api/handlers');
    expect(data).toMatchObject({ enabled: true, concurrency: 16, timeout: 30_000, maxAttempts: 8 });
    expect(data?.eventTypes.map(({ eventType }) => eventType)).toEqual(EVENT_TYPES);
  });

  it('responds with 503 if the inbox cannot be used, and says nothing of a notification', async () => {
    const own = await runReceiver();
    await own.inbox.close();
    const { response, error } = await adminClient(own).GET('/api/statistics');
    expect(response.status).toBe(503);
    expect(error).toMatchObject({
      errorCode: 'SERVICE_UNAVAILABLE',
      message: 'The inbox cannot be used at present. Send the request again later.',
    });
    await own.stop().catch(() => {});
  });
});
