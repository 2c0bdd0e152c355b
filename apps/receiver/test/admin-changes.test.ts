import { registry } from '@partner-webhooks/types';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver, TOKEN, withReceiver } from './running-receiver.ts';

const transfer = exampleOf('TRANSFER_NOTIFICATION');
const headers = { authorization: `Bearer ${TOKEN}` };

describe('whoever follows the changes', () => {
  it('is told of each as it happens, as a server-sent event', async () => {
    const receiver = await withReceiver();
    const { events } = await follow(receiver);
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, transfer);
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, {});
    await vi.waitFor(() =>
      expect(events.map(({ name }) => name).sort()).toEqual([
        'handled',
        'handling',
        'quarantined',
        'received',
      ]),
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
    await vi.waitFor(() => expect(events).toHaveLength(3));
    expect(new Set(events.map(({ data }) => data['eventType']))).toEqual(new Set(['RE_TOKEN_PRICES']));
  });

  it('does not keep the receiver from stopping', async () => {
    const receiver = await runReceiver();
    const { ended } = await follow(receiver);
    await receiver.stop();
    await ended;
  });
});

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
