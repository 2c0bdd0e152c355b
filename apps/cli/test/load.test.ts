import { EVENT_TYPES } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { respondWith, startServer } from './small-server.ts';
import { runCli, type StartedReceiver, startReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await startReceiver('on');
});
afterAll(() => receiver?.stop());

const load = (...words: string[]) => receiver.cli('load', '--url', receiver.url, ...words);

/** Loads a test server instead of a receiver. */
const loadServer = (url: string, ...words: string[]) =>
  runCli(['load', '--url', url, ...words], { API_KEY: 'any' });

describe('load', () => {
  it('ends after --duration, and shows the result as tables', async () => {
    const { code, out } = await load('--duration', '1200ms', '--rate', '50', '--verify');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^target rate 50\/s, 16 connections, \d\.\d s\n60 sent, 60 acknowledged \(\d+\/s\)$/m,
    );
    expect(out).toMatch(/^ +MEAN +P50 +P90 +P99 +P99\.9 +MAX$/m);
    expect(out).toMatch(/^200 +60$/m);
    expect(out).toMatch(/^missing +0$/m);
  });

  it('shows progress once per second', async () => {
    const { err } = await load('--duration', '2500ms', '--rate', '50');
    expect(err).toMatch(/^ +1 s +\d+\/s +p99 \d+\.\d ms/m);
  });

  it('shows a second without a response, and how many wait for one', async () => {
    const url = await startServer((request, response) => {
      request.resume();
      setTimeout(() => response.end(), 1_500);
    });
    const { err } = await loadServer(url, '--rate', '20', '--count', '10');
    expect(err).toMatch(/^ +1 s +0\/s {2}no response {2}\d+ waiting$/m);
  });

  it('at a fixed rate shows a stall in the latency of everything that it delayed', async () => {
    let opensAt: number | undefined;
    const url = await startServer((request, response) => {
      opensAt ??= performance.now() + 1_000;
      request.resume();
      setTimeout(() => response.end(), Math.max(0, opensAt - performance.now()));
    });
    const words = ['--rate', '100', '--count', '50', '--connections', '2', '--json'];
    const { code, out } = await loadServer(url, ...words);
    expect(code).toBe(0);
    const { latency, acknowledged } = JSON.parse(out);
    expect(acknowledged).toBe(50);
    // The first was due 1 s before the first response, the last 0.5 s. Only two were sent by then; the others waited for
    // a connection.
    expect(latency.p50).toBeGreaterThan(700);
    expect(latency.p99).toBeGreaterThan(990);
  });

  it('sends only the given event types', async () => {
    const [first = '', second = ''] = EVENT_TYPES;
    const before = await statistics();
    expect((await load('--type', first, '--type', second, '--count', '20')).code).toBe(0);
    const after = await statistics();
    for (const eventType of EVENT_TYPES)
      expect((after.get(eventType) ?? 0) - (before.get(eventType) ?? 0), eventType).toBe(
        eventType === first || eventType === second ? 10 : 0,
      );
  });

  it('--retry delivers everything to a receiver that is busy for a while', async () => {
    const url = await startServer(respondWith((before) => (before % 2 === 0 ? 503 : 200)));
    const { code, out } = await loadServer(
      url,
      ...['--connections', '1', '--count', '5', '--json', '--retry'],
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ acknowledged: 5, retries: 5 });
  });
});

describe('load --verify', () => {
  it.each([
    ['without a rate', ['--connections', '8'], 'closed'],
    ['at a fixed rate', ['--rate', '200'], 'open'],
  ])('%s: everything acknowledged is stored, handled once and in order', async (_how, words, loop) => {
    const { code, out, err } = await load(...words, '--count', '300', '--verify', '--json');
    expect(code, err).toBe(0);
    const result = JSON.parse(out);
    const verification = { acknowledged: 300, ...SOUND, handlersOn: true };
    expect(result).toMatchObject({
      ...{ loop, sent: 300, acknowledged: 300, withoutResponse: 0 },
      ...{ responses: { 200: 300 }, verification },
    });
    const { p50, p90, p99, p999, max } = result.latency;
    expect([p50, p90, p99, p999, max]).toEqual([p50, p90, p99, p999, max].toSorted((a, b) => a - b));
  });

  it('finds no violation after a receiver was killed and restarted, where the sender retries', async () => {
    const own = await startReceiver('on');
    onTestFinished(() => own.stop());
    const words = ['--rate', '100', '--duration', '3s', '--retry', '--verify', '--json'];
    const loading = own.cli('load', '--url', own.url, ...words);
    await expect.poll(async () => own.received()).toBeGreaterThan(20);
    await own.killAndStart();
    const { code, out, err } = await loading;
    expect(code, err).toBe(0);
    const result = JSON.parse(out);
    expect(result).toMatchObject({ sent: 300, acknowledged: 300, verification: SOUND });
    // Without retries, the kill would not have been noticed.
    expect(result.retries).toBeGreaterThan(0);
  });

  it('says that handlers are off in place of a result', async () => {
    const off = await startReceiver('off');
    onTestFinished(() => off.stop());
    const { code, out } = await off.cli('load', '--url', off.url, '--count', '20', '--verify');
    expect(code).toBe(0);
    expect(out).toMatch(/^not handled once +handlers are off$/m);
  });

  it('exits with 1 if something acknowledged is missing', async () => {
    // It acknowledges everything; the inbox that is read afterwards is that of another receiver.
    const forgetful = await startServer(respondWith(() => 200));
    const { code, out, err } = await receiver.cli(
      'load',
      ...['--url', forgetful, '--count', '3', '--verify'],
    );
    expect([code, err]).toEqual([1, expect.stringMatching(/The verification found violations\.\n$/)]);
    expect(out).toMatch(/^missing +3 +\{/m);
  });

  it.each([
    ['with a wrong token', { ADMIN_TOKEN: 'wrong' }, 'admin token'],
    [
      'where no server listens',
      { ADMIN_TOKEN: 'any', ADMIN_URL: 'http://127.0.0.1:10' },
      'cannot be reached',
    ],
  ])('exits with 3 before anything is sent: %s', async (_how, environment, words) => {
    const before = await receiver.received();
    const all = { API_KEY: 'key', ADMIN_URL: receiver.environment.ADMIN_URL, ...environment };
    const outcome = await runCli(['load', '--url', receiver.url, '--count', '3', '--verify'], all);
    expect(outcome).toEqual({ code: 3, out: '', err: expect.stringContaining(words) });
    expect(await receiver.received()).toBe(before);
  });
});

describe('exit codes of load', () => {
  it.each([
    ['some were not acknowledged', (before: number) => (before === 0 ? 400 : 200), '1 of 5'],
    ['none was, but there were responses', () => 401, '5 of 5'],
  ])('1: %s', async (_why, statusOf, words) => {
    const { code, err } = await loadServer(await startServer(respondWith(statusOf)), '--count', '5');
    expect([code, err]).toEqual([1, `${words} not acknowledged\n`]);
  });

  it.each([
    ['a rate that is none', ['--rate', 'fast']],
    ['an unknown event type', ['--type', 'NO_SUCH_NOTIFICATION']],
    ['a duration that is none', ['--duration', 'long']],
    ['a duration that no timer can wait', ['--duration', '99999m']],
  ])('2: %s', async (_why, words) => {
    expect(await load(...words)).toMatchObject({ code: 2, out: '' });
  });

  it('3: there is no response', async () => {
    const { code, out } = await loadServer('http://127.0.0.1:1', '--count', '3');
    expect(code).toBe(3);
    expect(out).toMatch(/^ECONNREFUSED +3$/m);
  });
});

const SOUND = { missing: [], repeated: [], notHandledOnce: [], outOfOrder: [] };

/** The number of notifications of each event type. */
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
