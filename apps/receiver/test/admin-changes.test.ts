import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Change } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { followChanges } from '../src/admin/changes.ts';
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
    const server = createServer((_req, res) =>
      followChanges(
        { inbox: { follow }, clock: { setTimer: () => () => {} }, stopping: stopping.signal },
        res,
      ),
    );
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
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** Follows until the test is over. */
async function follow({ adminUrl }: RunningReceiver, query = '') {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const response = await fetch(`${adminUrl}/api/changes${query}`, { headers, signal: controller.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: Event[] = [];
  const read = async () => {
    let text = '';
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (name) events.push({ name, data: JSON.parse(data) });
      }
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return { events, ended };
}
