import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Inbox, InboxUnavailableError, type Refused } from '@partner-webhooks/inbox';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXAMPLES, exampleOf, schemas } from './contract.ts';
import { KEY, post, type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'contract', components: { schemas } });
const isErrorMessage = ajv.getSchema('contract#/components/schemas/ErrorMessage');

/** Checks that the answer is the contract's ErrorMessage with the request's id, and gives it. */
async function errorMessage(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toContain('application/json');
  const body = (await response.json()) as Record<string, unknown>;
  expect(isErrorMessage?.(body), JSON.stringify(isErrorMessage?.errors)).toBe(true);
  expect(body['requestId']).toBe(response.headers.get('x-request-id'));
  return body;
}

let receiver: RunningReceiver;
beforeAll(async () => {
  receiver = await runReceiver();
});
afterAll(() => receiver.stop());

describe('a notification that the contract allows', () => {
  it.each(EXAMPLES)(
    '$eventType, example "$name": is acknowledged and reaches its handler',
    async (example) => {
      const { eventType, body } = example;
      const before = receiver.handled.length;
      const response = await post(receiver.url + registry[eventType].path, body);
      expect([response.status, await response.text()]).toEqual([200, '']);
      await vi.waitFor(() => expect(receiver.handled.length).toBe(before + 1));
      expect(receiver.handled.at(-1)).toEqual({
        eventType,
        payload: body,
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      });
    },
  );

  it('is taken compressed as well', async () => {
    const body = gzipSync(JSON.stringify(transfer));
    const response = await post(receiver.url + path, body, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(200);
  });

  it.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON'])(
    'is taken with the media type %s',
    async (type) => {
      expect((await post(receiver.url + path, transfer, { 'content-type': type })).status).toBe(200);
    },
  );
});

describe('what the contract does not know yet', () => {
  it('is accepted and appears in the log as observations', async () => {
    const own = await withReceiver();
    const body = { ...transfer, status: 'ON_HOLD', reference: 'secret-reference' };
    const response = await post(own.url + path, body);
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(own.handled).toHaveLength(1));
    const observations = own.logged.filter(({ msg }) => msg === 'observation');
    expect(observations).toEqual([
      expect.objectContaining({
        eventType: 'TRANSFER_NOTIFICATION',
        kind: 'unknown-value',
        pointer: '/status',
        value: 'ON_HOLD',
        id: own.handled[0]?.id,
      }),
      expect.objectContaining({ kind: 'unknown-property', pointer: '/reference' }),
    ]);
    expect(JSON.stringify(own.logged)).not.toContain('secret-reference');
  });
});

describe('a body that breaks the contract', () => {
  it.each([
    ['a missing property', without(transfer, 'transferId'), '/transferId', 'required'],
    ['a bad UUID', { ...transfer, transferId: 'x' }, '/transferId', 'format'],
    ['a bad date-time', { ...transfer, modifiedOn: '2025-13-01T00:00:00Z' }, '/modifiedOn', 'format'],
    ['a wrong type', { ...transfer, status: 3 }, '/status', 'type'],
    ['no object', [transfer], '', 'type'],
  ])('is refused for %s, naming the field', async (_what, body, field, code) => {
    const response = await post(receiver.url + path, body);
    expect(response.status).toBe(400);
    expect(await errorMessage(response)).toMatchObject({
      responseType: 'CLIENT_ERROR',
      errorCode: 'INVALID_NOTIFICATION',
      errorDetails: [{ field, errors: [{ code }] }],
    });
  });

  it('is refused for text where a number belongs', async () => {
    const body = { ...exampleOf('RE_TOKEN_PRICES'), regularToken: '102.35' };
    const response = await post(receiver.url + registry.RE_TOKEN_PRICES.path, body);
    expect(response.status).toBe(400);
    expect(await errorMessage(response)).toMatchObject({
      errorDetails: [{ field: '/regularToken', errors: [{ code: 'type', parameter: 'number' }] }],
    });
  });

  it.each([
    ['no JSON', '{"transferId": x}'],
    ['JSON that breaks off', '{"transferId": "'],
    ['nothing', ''],
    ['a byte order mark', '\uFEFF{}'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('is refused for %s, without repeating it', async (_what, body) => {
    const response = await post(receiver.url + path, body);
    expect(response.status).toBe(400);
    const message = await errorMessage(response);
    expect(message).toMatchObject({ errorCode: 'MALFORMED_JSON' });
    if (typeof body === 'string' && body !== '') expect(JSON.stringify(message)).not.toContain(body);
  });

  it('goes into quarantine byte for byte, with its reasons, and so does one for an unknown path', async () => {
    const refused: Refused[] = [];
    const own = await withReceiver({ onQuarantine: (each) => refused.push(each) });
    await post(own.url + path, '{"transferId": 1.0');
    await post(own.url + path, { ...transfer, transferId: 'x' });
    await post(`${own.url}/fund-notification`, '{ "fundId": 7.50 }');
    await fetch(own.url + path, { method: 'POST', body: 'from a stranger' });
    const kept = refused.map(({ body, ...rest }) => ({ body: Buffer.from(body).toString(), ...rest }));
    expect(kept).toEqual([
      expect.objectContaining({ body: '{"transferId": 1.0', path, eventType: 'TRANSFER_NOTIFICATION' }),
      expect.objectContaining({
        reasons: [expect.objectContaining({ pointer: '/transferId', code: 'format' })],
      }),
      expect.objectContaining({ body: '{ "fundId": 7.50 }', path: '/fund-notification' }),
    ]);
    expect(kept[2]).not.toHaveProperty('eventType');
    const logged = own.logged.filter(({ quarantined }) => quarantined).map(({ quarantined }) => quarantined);
    expect(logged).toEqual(refused.map(({ id }) => id));
  });

  it('never reaches a handler', async () => {
    const own = await withReceiver();
    await post(own.url + path, { ...transfer, transferId: 'x' });
    await post(own.url + path, transfer);
    await vi.waitFor(() => expect(own.handled).toHaveLength(1));
    expect(own.handled[0]?.payload).toEqual(transfer);
  });

  it('gets an answer of limited length, however many mistakes it has', async () => {
    const body = { notificationType: 'CREATED', updatedCustomers: Array.from({ length: 10_000 }, () => 'x') };
    const response = await post(receiver.url + registry.LABELS_UPDATE_NOTIFICATION.path, body);
    expect(response.status).toBe(400);
    expect(await errorMessage(response)).toMatchObject({ message: expect.stringContaining('and 9999 more') });
  });
});

describe('a sender that is not known', () => {
  it.each(EVENT_TYPES)('%s: is refused without a key', async (eventType) => {
    const response = await fetch(receiver.url + registry[eventType].path, { method: 'POST' });
    expect(response.status).toBe(401);
    expect(await errorMessage(response)).toMatchObject({ errorCode: 'UNAUTHORIZED' });
  });

  it.each(['', 'A-KEY', 'a-key2', `${KEY},${KEY}`])('is refused with the key "%s"', async (key) => {
    expect((await post(receiver.url + path, transfer, { 'api-key': key })).status).toBe(401);
  });

  it('learns neither of unknown paths nor of methods', async () => {
    expect((await fetch(`${receiver.url}/nothing-here`)).status).toBe(401);
    expect((await fetch(receiver.url + path)).status).toBe(401);
  });

  it('is refused before its body is read', async () => {
    const answer = await exchange(
      receiver.address.port,
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('a sender that asks before it sends its body (Expect: 100-continue)', () => {
  const head = (key: string) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nApi-Key: ${key}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(JSON.stringify(transfer))}\r\nExpect: 100-continue\r\n\r\n`;

  it('is told to go on when its key is valid', async () => {
    const socket = connect(receiver.address.port, '127.0.0.1');
    socket.write(head(KEY));
    expect(String(await once(socket, 'data'))).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(JSON.stringify(transfer));
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it('is refused at once when it is not', async () => {
    expect(await exchange(receiver.address.port, head('wrong'))).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('keys', () => {
  it('are all valid at once, in the header that is configured', async () => {
    const own = await withReceiver({
      environment: { API_KEYS: 'old, new', API_KEY_HEADER: 'X-Partner-Key' },
    });
    const send = (headers: Record<string, string>) => post(own.url + path, transfer, headers);
    expect((await send({ 'x-partner-key': 'old' })).status).toBe(200);
    expect((await send({ 'x-partner-key': 'new' })).status).toBe(200);
    expect((await send({ 'api-key': 'old' })).status).toBe(401);
  });
});

describe('a request that is not a notification', () => {
  const authenticated = { 'api-key': KEY };

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])(
    '%s is answered with 405 and the allowed method',
    async (method) => {
      const response = await fetch(receiver.url + path, { method, headers: authenticated });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
      expect(await errorMessage(response)).toMatchObject({ errorCode: 'METHOD_NOT_ALLOWED' });
    },
  );

  it.each(['/', '/nothing-here', `${path}/more`, '/docs/', '/metrics'])(
    '%s is answered with 404',
    async (unknown) => {
      const response = await post(receiver.url + unknown, transfer);
      expect(response.status).toBe(404);
      expect(await errorMessage(response)).toMatchObject({ errorCode: 'NOT_FOUND' });
    },
  );

  it.each([
    ['text/plain'],
    ['application/xml'],
    ['application/json; charset=iso-8859-1'],
    ['application/jsonp'],
  ])('%s is answered with 415', async (type) => {
    const response = await post(receiver.url + path, transfer, { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await errorMessage(response)).toMatchObject({ errorCode: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('in an unknown compression is answered with 415', async () => {
    const response = await post(receiver.url + path, transfer, { 'content-encoding': 'compress' });
    expect(response.status).toBe(415);
    await errorMessage(response);
  });

  it.each([
    ['sent', Buffer.alloc(1_048_576, ' '), {}],
    ['when decompressed', gzipSync(Buffer.alloc(1_048_576, ' ')), { 'content-encoding': 'gzip' }],
  ])('too large as %s is answered with 413', async (_when, body, headers) => {
    const response = await post(receiver.url + path, body, headers);
    expect(response.status).toBe(413);
    expect(await errorMessage(response)).toMatchObject({ errorCode: 'PAYLOAD_TOO_LARGE' });
  });
});

describe('what is not a request', () => {
  it.each([
    ['no HTTP', 'GARBAGE\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s is answered with an ErrorMessage as well', async (_what, text, status) => {
    const answer = await exchange(receiver.address.port, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
    expect(isErrorMessage?.(body), JSON.stringify(isErrorMessage?.errors)).toBe(true);
    expect(answer).toContain(`X-Request-Id: ${body.requestId}`);
  });
});

describe('when something fails', () => {
  it('the sender is told to come again where the inbox cannot keep the notification', async () => {
    const fail = async () => {
      throw new InboxUnavailableError('the disk is full');
    };
    const own = await withReceiver({
      inbox: failingInbox(fail),
    });
    const response = await post(own.url + path, transfer);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    const message = await errorMessage(response);
    expect(message).toMatchObject({ errorCode: 'SERVICE_UNAVAILABLE', responseType: 'SERVER_ERROR' });
    expect(JSON.stringify(message)).not.toContain('disk');
    expect(JSON.stringify(own.logged)).toContain('the disk is full');
    expect((await fetch(`${own.url}/readyz`)).status).toBe(503);
  });

  it('a client learns nothing of what nobody foresaw', async () => {
    const fail = async () => {
      throw new Error('password: hunter2');
    };
    const own = await withReceiver({
      inbox: failingInbox(fail),
    });
    const response = await post(own.url + path, transfer);
    expect(response.status).toBe(500);
    expect(JSON.stringify(await errorMessage(response))).not.toMatch(/hunter2|at /);
  });

  it('a handler that fails is called again', async () => {
    let calls = 0;
    const own = await withReceiver({
      onHandle: () => {
        calls += 1;
        if (calls === 1) throw new Error('not now');
      },
    });
    await post(own.url + path, transfer);
    await vi.waitFor(() => expect(own.handled).toHaveLength(1), 5_000);
    expect(own.logged.find(({ msg }) => msg === 'attempt failed')).toMatchObject({
      eventType: 'TRANSFER_NOTIFICATION',
      id: own.handled[0]?.id,
      attempt: 1,
    });
  });

  it('what was acknowledged before the end is handled after the next start', async () => {
    const first = await runReceiver({
      onHandle: () => new Promise(() => {}),
      environment: { SHUTDOWN_TIMEOUT: '1s' },
    });
    await post(first.url + path, transfer);
    await vi.waitFor(() => expect(first.logged.some(({ msg }) => msg === 'request answered')).toBe(true));
    await first.abandon();
    const second = await withReceiver({ folder: first.folder });
    await vi.waitFor(() => expect(second.handled.map(({ payload }) => payload)).toEqual([transfer]));
  });
});

describe('a repeated notification', () => {
  it('is acknowledged and not handled again', async () => {
    const own = await withReceiver();
    for (let n = 0; n < 5; n += 1) expect((await post(own.url + path, transfer)).status).toBe(200);
    await vi.waitFor(() => expect(own.handled).toHaveLength(1));
    const answered = own.logged.filter(({ msg }) => msg === 'request answered');
    expect(answered.map(({ duplicate }) => duplicate)).toEqual([undefined, true, true, true, true]);
    expect(new Set(answered.map(({ id }) => id)).size).toBe(1);
  });
});

describe('the log', () => {
  it('has one line a request, without headers, bodies or query', async () => {
    const own = await withReceiver();
    const response = await post(`${own.url}${path}?token=hunter2`, transfer, { 'x-secret': 'hunter3' });
    await vi.waitFor(() => expect(own.handled).toHaveLength(1));
    const lines = own.logged.filter(({ msg }) => msg === 'request answered');
    expect(lines).toEqual([
      expect.objectContaining({
        requestId: response.headers.get('x-request-id'),
        method: 'POST',
        path,
        status: 200,
        eventType: 'TRANSFER_NOTIFICATION',
        id: own.handled[0]?.id,
      }),
    ]);
    expect(JSON.stringify(own.logged)).not.toMatch(/hunter|a-key/);
    expect(JSON.stringify(own.logged)).not.toContain(String(transfer['transferId']));
  });
});

describe('stopping', () => {
  it('finishes the request in flight and the handler that runs, and then takes no more', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const own = await runReceiver({ onHandle: () => released });
    const agent = new Agent({ keepAlive: true });
    const body = JSON.stringify(transfer);
    const half = request(own.url + path, {
      agent,
      method: 'POST',
      headers: {
        'api-key': KEY,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    half.write(body.slice(0, 20));
    await vi.waitFor(() => expect(half.socket?.bytesWritten).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, 50));

    const stopped = own.stop();
    half.end(body.slice(20));
    const status = await new Promise((resolve) =>
      half.once('response', (res) => resolve(res.resume().statusCode)),
    );
    expect(status).toBe(200);
    await expect(fetch(`${own.url}/livez`)).rejects.toThrow();
    release();
    await stopped;
    expect(own.handled).toHaveLength(1);
    agent.destroy();
  });
});

describe('probes and documentation', () => {
  it.each(['/livez', '/readyz'])('%s answers on both listeners without a key', async (probe) => {
    for (const url of [receiver.url, receiver.adminUrl]) expect((await fetch(url + probe)).status).toBe(200);
  });

  it('the documentation is on the admin listener alone', async () => {
    const response = await fetch(`${receiver.adminUrl}/docs/`);
    expect(await response.text()).toContain('The documentation');
    expect((await post(`${receiver.url}/docs/`, {})).status).toBe(404);
    expect((await fetch(`${receiver.adminUrl}/nothing-here`)).status).toBe(404);
  });
});

function without(body: object, name: string): object {
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
}

/** An inbox on which every call fails. */
function failingInbox(fail: () => Promise<never>): Inbox {
  return {
    receive: fail,
    quarantine: fail,
    claim: fail,
    settle: fail,
    nextDue: fail,
    observations: fail,
    statistics: fail,
    removeHandled: fail,
    check: fail,
    close: async () => {},
  };
}

/** Sends text as it is and gives the first piece of the answer. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  const [data] = await once(socket, 'data');
  socket.destroy();
  return String(data);
}
