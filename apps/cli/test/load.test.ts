import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { runCli, type StartedReceiver, startReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await startReceiver('on');
});
afterAll(() => receiver?.stop());

const load = (...words: string[]) => receiver.cli('load', '--url', receiver.url, ...words);

describe('load', () => {
  it.each([
    ['as fast as it is answered', ['--connections', '8'], 'closed'],
    ['at a fixed rate', ['--rate', '200'], 'open'],
  ])(
    'sends %s, and everything acknowledged is there, handled once and in order',
    async (_how, words, loop) => {
      const { code, out, err } = await load(...words, '--count', '300', '--verify', '--json');
      expect(code, err).toBe(0);
      const result = JSON.parse(out);
      expect(result).toMatchObject({
        loop,
        sent: 300,
        acknowledged: 300,
        answers: { 200: 300 },
        verification: {
          acknowledged: 300,
          missing: [],
          repeated: [],
          notHandledOnce: [],
          outOfOrder: [],
          handlersOn: true,
        },
      });
      const { p50, p90, p99, p999, max } = result.latency;
      expect([p50, p90, p99, p999, max]).toEqual([p50, p90, p99, p999, max].toSorted((a, b) => a - b));
    },
  );

  it('ends after the time it is given, and tells the same as tables', async () => {
    const { code, out } = await load('--duration', '1200ms', '--rate', '50', '--verify');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^50 a second asked for, 16 connections, \d\.\d s\n60 sent, 60 acknowledged \(\d+\/s\)$/m,
    );
    expect(out).toMatch(/^ +MEAN +P50 +P90 +P99 +P99\.9 +MAX$/m);
    expect(out).toMatch(/^200 +60$/m);
    expect(out).toMatch(/^missing +0$/m);
  });

  it('tells each second how it goes', async () => {
    const { err } = await load('--duration', '2500ms', '--rate', '50');
    expect(err).toMatch(/^ +1 s +\d+\/s +p99 \d+\.\d ms$/m);
  });

  it('sends only the event types that it is told to', async () => {
    const [first = '', second = ''] = EVENT_TYPES;
    const before = await statistics();
    expect((await load('--type', first, '--type', second, '--count', '20')).code).toBe(0);
    const after = await statistics();
    for (const eventType of EVENT_TYPES)
      expect((after.get(eventType) ?? 0) - (before.get(eventType) ?? 0), eventType).toBe(
        eventType === first || eventType === second ? 10 : 0,
      );
  });

  it('tells where handlers are off that nothing can be said of handling', async () => {
    const off = await startReceiver('off');
    onTestFinished(() => off.stop());
    const { code, out } = await off.cli('load', '--url', off.url, '--count', '20', '--verify');
    expect(code).toBe(0);
    expect(out).toMatch(/^not handled once +handlers are off$/m);
  });

  it('retries where it is told to, so that a receiver that is busy now gets everything', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      response.statusCode = asked % 2 === 1 ? 503 : 200;
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const words = ['load', '--url', url, '--connections', '1', '--count', '5', '--json', '--retry'];
    const { code, out } = await runCli(words, { API_KEY: 'any' });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ acknowledged: 5, retries: 5 });
  });
});

describe('exit codes of load', () => {
  it('1: some were not acknowledged', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      response.statusCode = asked === 1 ? 400 : 200;
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, err } = await runCli(['load', '--url', url, '--count', '5'], { API_KEY: 'any' });
    expect(code).toBe(1);
    expect(err).toContain('1 of 5 not acknowledged');
  });

  it.each([
    ['a rate that is none', ['--rate', 'fast']],
    ['an unknown event type', ['--type', 'NO_SUCH_NOTIFICATION']],
    ['a duration that is none', ['--duration', 'long']],
  ])('2: %s', async (_why, words) => {
    expect(await load(...words)).toMatchObject({ code: 2, out: '' });
  });

  it('3: nobody answers', async () => {
    const words = ['load', '--url', 'http://127.0.0.1:1', '--count', '3'];
    const { code, out } = await runCli(words, { API_KEY: 'any' });
    expect(code).toBe(3);
    expect(out).toMatch(/^ECONNREFUSED +3$/m);
  });
});

async function statistics(): Promise<ReadonlyMap<string, number>> {
  const { out } = await receiver.cli('statistics', '--json');
  const { byEventType } = JSON.parse(out) as { byEventType: Record<string, unknown>[] };
  return new Map(
    byEventType.map(({ eventType, ...counts }) => [
      String(eventType),
      Object.values(counts).reduce<number>((sum, count) => sum + Number(count), 0),
    ]),
  );
}
