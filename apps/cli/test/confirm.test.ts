import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './started-receiver.ts';

const ID = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
const COUNTED_TO = '2025-01-31T12:00:00.001Z';

// Counts what a dry run finds, and notes each request that would change something.
const changes: string[] = [];
const bodies: string[] = [];
const server = createServer(async (req, res) => {
  let body = '';
  for await (const piece of req) body += piece;
  const isDryRun = body.includes('"dryRun":true');
  if (req.method === 'POST' && !isDryRun) changes.push(req.url ?? '');
  if (req.method === 'POST' && !isDryRun) bodies.push(body);
  const job = { id: ID, action: 'replay', state: 'done', matched: 12, done: 12 };
  const items = [{ id: ID, receivedAt: '2025-01-31T12:00:00.000Z' }];
  const found = {
    items,
    receivedTo: COUNTED_TO,
    received: 7,
    duplicates: 0,
    invalid: 0,
    pausedAt: 'now',
    ...job,
  };
  res.setHeader('content-type', 'application/json').end(JSON.stringify(found));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => void server.close());
beforeEach(() => {
  changes.splice(0);
  bodies.splice(0);
});

const environment = {
  ADMIN_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  ADMIN_TOKEN: 'any-token-of-the-test',
};

describe.each([
  [['inbox', 'replay', '--all'], 'Replay 12 notifications? [y/N] '],
  [['inbox', 'replay', '--state', 'dead'], 'Replay 12 notifications? [y/N] '],
  [['inbox', 'discard', '--all', '--reason', 'why'], 'Discard 12 notifications? [y/N] '],
  [['inbox', 'discard', ID, '--reason', 'why'], 'Discard 1 notification? [y/N] '],
  [['quarantine', 'replay', '--all'], 'Validate 12 bodies again and receive 7? [y/N] '],
  [['quarantine', 'discard', '--all', '--reason', 'why'], 'Delete 12 rejected bodies? [y/N] '],
  [['quarantine', 'discard', ID, '--reason', 'why'], 'Delete 1 rejected body? [y/N] '],
  [['pause', '--all'], expect.stringMatching(/^Pause the handling of all \d+ event types\? \[y\/N\] $/)],
])('on a terminal, %j', (words, question) => {
  const answering = async (answer: string, ...more: string[]) => {
    const asked: string[] = [];
    const ask = async (text: string) => {
      asked.push(text);
      return answer;
    };
    return { asked, outcome: await runCli([...words, ...more], environment, {}, { ask }) };
  };

  it.each(['', 'n', 'no', 'yesterday', ' '])('changes nothing after the answer %j', async (answer) => {
    const { asked, outcome } = await answering(answer);
    expect(asked).toEqual([question]);
    expect(outcome).toMatchObject({ code: 1, out: '', err: 'Nothing was changed.\n' });
    expect(changes).toEqual([]);
  });

  it.each(['y', 'Yes', ' YES '])('does it after the answer %j', async (answer) => {
    expect((await answering(answer)).outcome.code).toBe(0);
    expect(changes).not.toEqual([]);
  });

  it('does not ask with --yes, and not without a terminal', async () => {
    expect(await answering('n', '--yes')).toMatchObject({ asked: [], outcome: { code: 0 } });
    expect(await runCli(words, environment)).toMatchObject({ code: 0 });
  });
});

describe.each([
  [['inbox', 'replay', '--state', 'dead'], { filter: { state: 'dead', receivedTo: COUNTED_TO }, limit: 12 }],
  [['inbox', 'discard', '--all', '--reason', 'why'], { filter: { receivedTo: COUNTED_TO }, limit: 12 }],
])('what %j asks about', (words, expected) => {
  it('is what it changes: not what has come since', async () => {
    await runCli(words, environment, {}, { ask: async () => 'y' });
    expect(bodies.map((body): unknown => JSON.parse(body))).toEqual([expect.objectContaining(expected)]);
  });

  it('has no limit if nothing is asked', async () => {
    await runCli([...words, '--yes'], environment, {}, { ask: async () => 'n' });
    expect(bodies.join()).not.toContain(COUNTED_TO);
    expect(bodies.join()).not.toContain('limit');
  });
});

it.each([
  [['quarantine', 'discard', '--all', '--reason', 'why'], { reason: 'why', limit: 12 }],
  [['quarantine', 'replay', '--all', '--as', 'RE_TOKEN_PRICES'], { eventType: 'RE_TOKEN_PRICES' }],
])('%j changes nothing that has come since it has counted, whether it asks or not', async (words, more) => {
  for (const terminal of [{ ask: async () => 'y' }, {}]) await runCli(words, environment, {}, terminal);
  await runCli([...words, '--yes'], environment, {}, { ask: async () => 'n' });
  const sent = { filter: { receivedTo: COUNTED_TO }, ...more };
  const dryRun = words[1] === 'replay' ? { dryRun: false } : {};
  expect(bodies.map((body): unknown => JSON.parse(body))).toEqual(
    Array.from({ length: 3 }, () => ({ ...sent, ...dryRun })),
  );
});
