import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Change } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createChanges, MAX_REMEMBERED, REMEMBER_MS } from '../src/admin/changes.ts';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver, TOKEN, withReceiver } from './running-receiver.ts';

const transfer = exampleOf('TRANSFER_NOTIFICATION');
const headers = { authorization: `Bearer ${TOKEN}` };

describe('a follower of the changes', () => {
  it('gets each as it happens, as a server-sent event', async () => {
    const receiver = await withReceiver();
    const { events } = await follow(receiver);
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, transfer);
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, {});
    await vi.waitFor(
      () =>
        expect(events.map(({ name }) => name).sort()).toEqual([
          'handled',
          'handling',
          'quarantined',
          'received',
        ]),
      30_000,
    );
    for (const { name, data } of events) {
      expect(data).toMatchObject({ kind: name, eventType: 'TRANSFER_NOTIFICATION' });
      expect(Math.abs(Date.now() - Date.parse(String(data['at'])))).toBeLessThan(10_000);
    }
  });

  it('can choose one event type', async () => {
    const receiver = await withReceiver();
    const { events } = await follow(receiver, '?eventType=RE_TOKEN_PRICES');
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, transfer);
    await post(receiver.url + registry.RE_TOKEN_PRICES.path, exampleOf('RE_TOKEN_PRICES'));
    await vi.waitFor(() => expect(events).toHaveLength(3), 30_000);
    expect(new Set(events.map(({ data }) => data['eventType']))).toEqual(new Set(['RE_TOKEN_PRICES']));
  });

  it('that does not read is disconnected before its unread events fill the memory', async () => {
    const { follow, publish } = feed();
    const stopping = new AbortController();
    const changes = createChanges({
      inbox: { follow },
      clock: {
        setTimer(ms, run) {
          if (ms === REMEMBER_MS) run();
          return () => {};
        },
      },
      stopping: stopping.signal,
    });
    const server = createServer((_req, res) => changes(res, {}));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').pause();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const [serverSide] = (await once(server, 'connection')) as [Socket];
    await vi.waitFor(() => expect(publish(1)).toBe(1), 30_000);
    let longest = 0;
    await vi.waitFor(() => {
      publish(1_000);
      longest = Math.max(longest, serverSide.writableLength);
      expect(serverSide.destroyed).toBe(true);
    }, 30_000);
    expect(longest).toBeLessThan(2 * 1_048_576);
    // The follower has been removed.
    await vi.waitFor(() => expect(publish(1)).toBe(0), 30_000);
    socket.destroy();
  });

  it('that reconnects gets what it has missed, if it names the last event that it got', async () => {
    const receiver = await withReceiver();
    const prices = registry.RE_TOKEN_PRICES.path;
    const first = await follow(receiver);
    await post(receiver.url + prices, exampleOf('RE_TOKEN_PRICES'));
    await vi.waitFor(() => expect(first.events).toHaveLength(3), 30_000);
    first.leave();
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, transfer);
    const again = await follow(receiver, '', first.lastId());
    await vi.waitFor(() => expect(again.events).toHaveLength(3), 30_000);
    expect(again.events.map(({ data }) => data['eventType'])).toEqual(
      Array.from({ length: 3 }, () => 'TRANSFER_NOTIFICATION'),
    );
    const [one, two] = again.events;
    const rest = await follow(receiver, '', one?.id);
    await vi.waitFor(() => expect(rest.events[0]).toEqual(two), 30_000);
    const others = await follow(receiver, '?eventType=RE_TOKEN_PRICES', first.events[0]?.id);
    await vi.waitFor(() => expect(others.events).toEqual(first.events.slice(1)), 30_000);
  });

  it('that reconnects before a first event gets what it has missed', async () => {
    const receiver = await withReceiver();
    const first = await follow(receiver);
    await vi.waitFor(() => expect(first.lastId()).toMatch(/-0$/), 30_000);
    first.leave();
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, {});
    const again = await follow(receiver, '', first.lastId());
    await vi.waitFor(() => expect(again.events.map(({ name }) => name)).toEqual(['quarantined']), 30_000);
  });

  it('that names an event which the receiver does not know gets the event `missed` first', async () => {
    const { adminUrl } = await withReceiver();
    for (const id of ['0', 'e9b1c2d3f4a5-1', 'e9b1c2d3f4a5--1', 'Ω', 'x'.repeat(999)]) {
      const sent = { ...headers, 'last-event-id': Buffer.from(id).toString('latin1') };
      const controller = new AbortController();
      const response = await fetch(`${adminUrl}/api/changes`, { headers: sent, signal: controller.signal });
      const { events } = read(response, controller);
      await vi.waitFor(() => expect(events.map(({ name }) => name)).toEqual(['missed']), 30_000);
    }
  });

  it('that has missed too many, or was away for too long, gets the event `missed` first', async () => {
    const { follow, publish } = feed();
    let forget = () => {};
    const changes = createChanges({
      inbox: { follow },
      clock: {
        setTimer(ms, run) {
          if (ms === REMEMBER_MS) forget = run;
          return () => {};
        },
      },
      stopping: new AbortController().signal,
    });
    const server = createServer((req, res) =>
      changes(res, { lastEventId: req.headers['last-event-id'] as string }),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connectFrom = async (lastId?: string) => {
      const controller = new AbortController();
      const sent: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId };
      const found = read(await fetch(url, { headers: sent, signal: controller.signal }), controller);
      await vi.waitFor(() => expect(found.lastId()).not.toBe(''), 30_000);
      return found;
    };
    const first = await connectFrom();
    publish(3);
    await vi.waitFor(() => expect(first.events).toHaveLength(3), 30_000);
    first.leave();
    publish(MAX_REMEMBERED);
    const again = await connectFrom(first.lastId());
    await vi.waitFor(() => expect(again.events).toHaveLength(MAX_REMEMBERED), 30_000);
    again.leave();
    publish(1);
    const late = await connectFrom(first.lastId());
    expect(late.events.map(({ name }) => name)).toEqual(['missed']);
    late.leave();
    await vi.waitFor(() => {
      forget();
      expect(publish(1)).toBe(0);
    }, 30_000);
    const later = await connectFrom(again.lastId());
    expect(later.events.map(({ name }) => name)).toEqual(['missed']);
    later.leave();
  });

  it('does not keep the receiver from stopping', async () => {
    const receiver = await runReceiver();
    const { ended } = await follow(receiver);
    await receiver.stop();
    await ended;
  });
});

/** A feed of changes that the test publishes, each of a kilobyte. @returns how many followers got them. */
function feed() {
  const listeners = new Set<(change: Change) => void>();
  return {
    follow: (listener: (change: Change) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(count: number): number {
      const change: Change = { kind: 'failed', id: 'a', at: new Date(0), error: 'x'.repeat(1_000) };
      for (let n = 0; n < count; n += 1) for (const listener of listeners) listener(change);
      return listeners.size;
    },
  };
}

interface Event {
  readonly id: string;
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** Follows until the test is over. */
async function follow({ adminUrl }: RunningReceiver, query = '', lastId?: string) {
  const controller = new AbortController();
  const response = await fetch(`${adminUrl}/api/changes${query}`, {
    headers: { ...headers, ...(lastId !== undefined && { 'last-event-id': lastId }) },
    signal: controller.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  return read(response, controller);
}

/** Reads the events of a response until the test is over. */
function read(response: Response, controller: AbortController) {
  onTestFinished(() => controller.abort());
  const events: Event[] = [];
  let lastId = '';
  const all = async () => {
    let text = '';
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id] = /^id: (.*)$/m.exec(block) ?? [];
        lastId = id ?? lastId;
        const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/m.exec(block) ?? [];
        if (name) events.push({ id: lastId, name, data: JSON.parse(data) });
      }
    }
  };
  const ended = all().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return { events, ended, lastId: () => lastId, leave: () => controller.abort() };
}
