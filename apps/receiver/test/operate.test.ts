import { Agent, request } from 'node:http';
import { type Inbox, InboxUnavailableError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exampleOf } from './contract.ts';
import { errorMessage } from './error-message.ts';
import { KEY, post, type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');

let receiver: RunningReceiver;
beforeAll(async () => {
  receiver = await runReceiver();
});
afterAll(() => receiver.stop());

describe('when something fails', () => {
  it('the sender gets 503 and Retry-After if the inbox cannot store the notification', async () => {
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

  it('a client learns nothing of an unexpected error', async () => {
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
    await vi.waitFor(() => expect(own.handled).toHaveLength(1), 30_000);
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
    await vi.waitFor(
      () => expect(first.logged.some(({ msg }) => msg === 'request completed')).toBe(true),
      30_000,
    );
    const folder = await first.abandon();
    const second = await withReceiver({ folder });
    await vi.waitFor(() => expect(second.handled.map(({ payload }) => payload)).toEqual([transfer]), 30_000);
  });
});

describe('the log', () => {
  it('has one line a request, without headers, bodies or query', async () => {
    const own = await withReceiver();
    const response = await post(`${own.url}${path}?token=hunter2`, transfer, { 'x-secret': 'hunter3' });
    await vi.waitFor(() => expect(own.handled).toHaveLength(1), 30_000);
    const lines = own.logged.filter(({ msg }) => msg === 'request completed');
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
  it('finishes open requests and running handlers, and then accepts no more', async () => {
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
    await vi.waitFor(() => expect(half.socket?.bytesWritten).toBeGreaterThan(0), 30_000);
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
  it.each(['/livez', '/readyz'])('%s responds on both listeners without a key', async (probe) => {
    for (const url of [receiver.url, receiver.adminUrl]) expect((await fetch(url + probe)).status).toBe(200);
  });

  it('/readyz checks the disk once a second, however many clients request it', async () => {
    let checks = 0;
    const inbox = failingInbox(async () => {
      checks += 1;
      throw new InboxUnavailableError('the disk is full');
    });
    const { url, adminUrl } = await withReceiver({ inbox, environment: { HANDLERS: 'off' } });
    const before = checks;
    const startedAt = performance.now();
    const probes = Array.from({ length: 60 }, (_, n) => fetch(`${n % 2 === 0 ? url : adminUrl}/readyz`));
    for (const response of await Promise.all(probes)) expect(response.status).toBe(503);
    expect(checks - before).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startedAt) / 1_000));
  });

  it('the documentation is on the admin listener alone', async () => {
    const response = await fetch(`${receiver.adminUrl}/docs/`);
    expect(await response.text()).toContain('The documentation');
    expect((await post(`${receiver.url}/docs/`, {})).status).toBe(404);
    expect((await fetch(`${receiver.adminUrl}/docs/nothing-here`)).status).toBe(401);
  });
});

/** An inbox on which every call fails but those that only listen. */
function failingInbox(fail: () => Promise<never>): Inbox {
  const inbox: Pick<Inbox, 'close' | 'follow' | 'watchPending' | 'watchLost'> = {
    close: async () => {},
    follow: () => () => {},
    watchPending: () => () => {},
    watchLost: () => () => {},
  };
  return new Proxy(inbox as Inbox, { get: (target, name) => Reflect.get(target, name) ?? fail });
}
