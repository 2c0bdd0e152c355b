import { DatabaseSync } from 'node:sqlite';
import {
  type RenderedScenario,
  readScenario,
  renderScenario,
  scenarioNames,
  seededRandom,
} from '@partner-webhooks/simulator';
import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { respondWith, startServer } from './small-server.ts';
import { type StartedReceiver, startReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await startReceiver('on');
});
afterAll(() => receiver?.stop());

const play = (...words: string[]) => receiver.cli('scenario', '--url', receiver.url, ...words);

const names = await scenarioNames();
const ways = [[], ['--duplicate'], ['--shuffle'], ['--duplicate', '--shuffle']];
const cases = names.flatMap((name) => ways.map((options) => ({ name, options })));

describe('each scenario reaches its end state in a started receiver', () => {
  it.each(cases.map((each, index) => ({ ...each, seed: index + 1 })))('$name $options', async (each) => {
    const { name, options, seed } = each;
    const before = await handled();
    const { code, out, err } = await play(name, '--seed', String(seed), ...options);
    expect(code, err).toBe(0);
    const scenario = await rendered(name, seed);
    await vi.waitFor(async () => expect(await handled()).toBe(before + scenario.handled), 30_000);
    for (const { eventType, subject, status } of scenario.lastKnown) {
      expect(lastKnownStatus(eventType, subject), `${eventType} ${subject}`).toBe(status);
      expect(out).toMatch(new RegExp(`^${eventType} +${subject} +${status}$`, 'm'));
    }
  });

  it('token-prices leaves the prices of its last tick', async () => {
    await play('token-prices', '--seed', '1000', '--shuffle', '--duplicate');
    const scenario = await rendered('token-prices', 1000);
    await vi.waitFor(() => expect(latestPrices()).toEqual(scenario.notifications.at(-1)?.payload), 30_000);
  });

  it('onboarding-rejected stores the rejection beside the state', async () => {
    await play('onboarding-rejected', '--seed', '1001');
    const { lastKnown } = await rendered('onboarding-rejected', 1001);
    const person = lastKnown.find(({ eventType }) => eventType === 'NATURAL_PERSON_NOTIFICATION')?.subject;
    await vi.waitFor(() => {
      const row = query('SELECT status, rejection FROM app_last_known WHERE subject = ?', person ?? '');
      expect(row).toEqual({ status: 'CREATED', rejection: expect.stringContaining('VALIDATION_ERROR') });
    }, 30_000);
  });
});

describe('scenario', () => {
  it('--list lists the scenarios', async () => {
    const { code, out } = await play('--list');
    expect(code).toBe(0);
    for (const name of names) expect(out).toMatch(new RegExp(`^${name} +\\d+ +\\S.*\\.$`, 'm'));
  });

  it('has new ids each time', async () => {
    const bodies = async () => (await play('transfer-processed', '--json')).out;
    expect(await bodies()).not.toBe(await bodies());
  });

  it('--drop leaves some out, and does not print the end state', async () => {
    const { out } = await play('onboarding-accepted', '--seed', '2000', '--drop', '0.5');
    const count = out.match(/^200 /gm)?.length;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(16);
    expect(out).toContain('need not reach its end state');
  });

  it('--delay waits between two', async () => {
    const startedAt = performance.now();
    await play('order-settled', '--delay', '50ms');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(4 * 50 - 5);
  });

  it('--json prints each request with its result, one object per line, and nothing else', async () => {
    const { code, out } = await play('order-settled', '--seed', '3000', '--json');
    expect(code).toBe(0);
    const { notifications } = await rendered('order-settled', 3000);
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      notifications.map(({ eventType, payload }) => ({
        ...{ eventType, path: registry[eventType].path, body: JSON.stringify(payload) },
        ...{ expected: 200, status: 200, retries: 0, milliseconds: expect.any(Number) },
      })),
    );
  });

  it('exits with 1 if a receiver rejects something, with 0 if --retry succeeds', async () => {
    const rejecting = await startServer(respondWith((before) => (before === 1 ? 503 : 200)));
    const playTo = (url: string, ...words: string[]) => play('order-settled', ...words, '--url', url);
    expect(await playTo(rejecting)).toMatchObject({ code: 1, err: '1 of 5 without the expected status\n' });
    const busy = await startServer(respondWith((before) => (before === 1 ? 503 : 200)));
    const { code, out } = await playTo(busy, '--retry');
    expect([code, out.match(/ {2}after 1 retry$/gm)?.length]).toEqual([0, 1]);
  });

  it('exits with 2 if there is no such scenario, and with 3 if there is no response', async () => {
    expect(await play('moon-landing')).toMatchObject({ code: 2, out: '' });
    expect(await play()).toMatchObject({ code: 2, err: expect.stringContaining('offboarding') });
    expect(await play('order-settled', '--drop', '1.5')).toMatchObject({ code: 2 });
    expect(await play('order-settled', '--url', 'http://127.0.0.1:1')).toMatchObject({ code: 3 });
  });
});

/** The scenario of a `--seed`. Its end state does not depend on the time. */
async function rendered(name: string, seed: number): Promise<RenderedScenario> {
  return renderScenario(await readScenario(name), { random: seededRandom(seed), beginning: new Date(0) });
}

/** How many have been handled, without those that say which one they repeat: what has no clock may be handled twice. */
async function handled(): Promise<number> {
  const { out } = await receiver.cli('inbox', 'list', '--state', 'handled', '--limit', '10000', '--json');
  const notifications = out.split('\n').filter(Boolean);
  return notifications.filter((line) => JSON.parse(line).repeats === undefined).length;
}

function lastKnownStatus(eventType: string, subject: string): unknown {
  return query(
    'SELECT status FROM app_last_known WHERE event_type = ? AND subject = ?',
    eventType,
    subject,
  )?.['status'];
}

function latestPrices(): unknown {
  const columns = 'regular AS regularToken, premium AS premiumToken';
  return query(`SELECT ${columns} FROM app_token_price ORDER BY received_at DESC, notification DESC LIMIT 1`);
}

function query(sql: string, ...values: string[]): Record<string, unknown> | undefined {
  const database = new DatabaseSync(receiver.inboxFile, { readOnly: true });
  try {
    const row = database.prepare(sql).get(...values);
    return row && { ...row };
  } finally {
    database.close();
  }
}
