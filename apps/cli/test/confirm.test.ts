import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './started-receiver.ts';

const ID = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';

// Counts what a dry run finds, and notes each request that would change something.
const changes: string[] = [];
const server = createServer(async (req, res) => {
  let body = '';
  for await (const piece of req) body += piece;
  const isDryRun = body.includes('"dryRun":true');
  if (req.method === 'POST' && !isDryRun) changes.push(req.url ?? '');
  const job = { id: ID, action: 'replay', state: 'done', matched: 12, done: 12 };
  const found = { received: 7, duplicates: 0, invalid: 0, pausedAt: 'now', ...job };
  res.setHeader('content-type', 'application/json').end(JSON.stringify(found));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => void server.close());
beforeEach(() => void changes.splice(0));

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
