import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Change } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createLive } from '../src/admin/live.ts';
import { exampleOf } from './contract.ts';
import { post, TOKEN, withReceiver } from './running-receiver.ts';

it('a follower gets the overview at once, and then what happens as counts and as single changes', async () => {
  const receiver = await withReceiver();
  const events = await follow(`${receiver.adminUrl}/api/live`);
  await vi.waitFor(() => expect(events('overview')).toMatchObject([{ depth: 0, pauses: [] }]), 30_000);
  await post(receiver.url + registry.RE_TOKEN_PRICES.path, exampleOf('RE_TOKEN_PRICES'));
  await vi.waitFor(() => {
    const found = events('changes');
    const counts = found.flatMap((each) => each['counts'] as object[]);
    for (const kind of ['received', 'handling', 'handled'])
      expect(counts).toContainEqual({ kind, eventType: 'RE_TOKEN_PRICES', count: 1 });
    expect(found.flatMap((each) => each['changes'] as object[])).toHaveLength(3);
  }, 30_000);
  await vi.waitFor(
    () => expect(events('overview').at(-1)).toMatchObject({ lastHour: { handled: 1 } }),
    30_000,
  );
});

it('many changes are counted, and written once for all followers', async () => {
  const listeners = new Set<(change: Change) => void>();
  let overviews = 0;
  const timers = new Set<() => void>();
  const followLive = createLive({
    inbox: {
      follow: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock: {
      now: () => new Date(0),
      setTimer: (_ms, run) => {
        timers.add(run);
        return () => timers.delete(run);
      },
    },
    stopping: new AbortController().signal,
    overview: async () => {
      overviews += 1;
      return { depth: 7 } as never;
    },
  });
  const server = createServer((_req, res) => followLive(res));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const controllers = Array.from({ length: 10 }, () => new AbortController());
  const all = await Promise.all(controllers.map(({ signal }) => follow(url, signal)));
  expect([listeners.size, overviews]).toEqual([1, 1]);
  for (const listener of listeners)
    for (let n = 0; n < 1_000; n += 1)
      listener({ kind: 'received', id: `${n}`, eventType: 'A', at: new Date(n) });
  const stringify = vi.spyOn(JSON, 'stringify');
  for (const run of [...timers]) run();
  const written = stringify.mock.calls.filter(
    ([data]) => data !== null && typeof data === 'object' && 'omitted' in data,
  );
  stringify.mockRestore();
  expect(written).toHaveLength(1);
  for (const events of all) {
    await vi.waitFor(() => expect(events('changes')).toHaveLength(1), 30_000);
    expect(events('changes')[0]).toMatchObject({
      counts: [{ kind: 'received', eventType: 'A', count: 1_000 }],
      omitted: 975,
    });
    expect(events('overview')[0]).toEqual({ depth: 7 });
  }
  for (const controller of controllers) controller.abort();
  await vi.waitFor(() => expect(listeners.size).toBe(0), 30_000);
});

/** Follows until the test is over. @returns the data of the events of a name so far. */
async function follow(url: string, signal = new AbortController().signal) {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${TOKEN}` },
    signal: AbortSignal.any([signal, controller.signal]),
  });
  let text = '';
  const read = async () => {
    for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
  };
  read().catch(() => {});
  return (name: string): Record<string, unknown>[] =>
    [...text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].flatMap(([, found, data = '']) =>
      found === name ? [JSON.parse(data)] : [],
    );
}
