import { systemClock } from '@partner-webhooks/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { interrupt } from './interrupt.ts';
import { startServer } from './small-server.ts';
import { jsonLines, runCli, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

const DISCARD = ['quarantine', 'discard', '--all', '--reason', 'a scanner', '--yes'];

describe('a change of all rejected bodies that match', () => {
  let receiver: StartedReceiver;
  beforeAll(async () => {
    receiver = await sharedReceiver();
  });

  it('ends after the part in which Ctrl+C was pressed, says how many were discarded, and the next one goes on', async () => {
    await receiver.cli(...DISCARD);
    for (let n = 0; n < 205; n += 1) await receiver.post('/no-such-event', `{"n": ${n}}`);
    const from = new Date().toISOString();
    const [cancelled] = await Promise.all([receiver.cli(...DISCARD), interrupt()]);
    expect(cancelled).toEqual({
      code: 130,
      out: '200 of 205 discarded\n',
      err: 'Cancelling after the present part. What has been done stays.\nCancelled. 200 of 205 discarded.\n',
    });

    // What there is to cancel is done already.
    const [done] = await Promise.all([receiver.cli(...DISCARD, '--json'), interrupt()]);
    expect(done.code).toBe(0);
    expect(JSON.parse(done.out)).toEqual({ matched: 5, done: 5, receivedTo: expect.any(String) });
    expect((await receiver.cli('quarantine', 'list')).out).toBe('(none)\n');

    const filter = { receivedTo: expect.any(String) };
    const audited = await jsonLines(receiver, 'audit', '--action', 'discard quarantined', '--from', from);
    expect(audited.map(({ details }) => details)).toMatchObject([
      { filter, reason: 'a scanner', limit: 5, matched: 5, done: 5 },
      { filter, reason: 'a scanner', limit: 200, matched: 200, done: 200 },
    ]);
  });

  it('is cancelled by Ctrl+C when it is a replay, also while it only counts, and has an entry in the audit log for each part', async () => {
    await receiver.cli(...DISCARD);
    for (let n = 0; n < 55; n += 1) await receiver.post('/no-such-event', `{"n": ${n}}`);
    const from = new Date().toISOString();
    const replay = ['quarantine', 'replay', '--all'];
    const [dry] = await Promise.all([receiver.cli(...replay, '--dry-run'), interrupt()]);
    expect(dry).toMatchObject({
      code: 130,
      err: expect.stringMatching(/\nCancelled\. Nothing was changed\.\n$/),
    });
    // The first part has not begun.
    const [cancelled] = await Promise.all([receiver.cli(...replay), interrupt()]);
    expect(cancelled).toMatchObject({
      code: 130,
      out: '',
      err: expect.stringContaining('\nCancelled. 0 validated: 0 received, 0 duplicates, 0 still invalid.\n'),
    });
    const { code, out } = await receiver.cli(...replay, '--json');
    const counts = { matched: 55, received: 0, duplicates: 0, invalid: 55 };
    expect([code, JSON.parse(out)]).toEqual([1, { ...counts, receivedTo: expect.any(String) }]);
    const audited = await jsonLines(receiver, 'audit', '--action', 'replay quarantined', '--from', from);
    expect(audited.map(({ details }) => details)).toMatchObject([{ matched: 5 }, { matched: 50 }]);
  });

  it('shows its progress, and counts a part whose response was lost', async () => {
    let left = 450;
    let requests = 0;
    const url = await startServer(async (request, response) => {
      let text = '';
      for await (const piece of request) text += piece;
      const { dryRun = false, limit = left } = JSON.parse(text);
      const matched = Math.min(left, limit);
      if (!dryRun) {
        left -= matched;
        requests += 1;
      }
      if (!dryRun && requests === 2) {
        request.socket.destroy();
        return;
      }
      const found = { matched, done: dryRun ? 0 : matched, receivedTo: new Date().toISOString() };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    });
    let now = 0;
    const monotonicMs = () => {
      now += 2_000;
      return now;
    };
    const settings = { ADMIN_URL: url, ADMIN_TOKEN: 'any-token-of-the-test' };
    const more = { clock: { ...systemClock, monotonicMs } };
    expect(await runCli(DISCARD, settings, {}, more)).toEqual({
      code: 0,
      out: '450 of 450 discarded\n',
      err: '200 of 450 discarded\n450 of 450 discarded\n',
    });
    expect(requests).toBe(3);
  });

  it('says what was done before it failed', async () => {
    let requests = 0;
    const url = await startServer((request, response) => {
      requests += 1;
      request.resume();
      response.setHeader('content-type', 'application/json');
      if (requests > 2) response.writeHead(400).end(JSON.stringify({ message: 'It is no longer possible.' }));
      else {
        const found = {
          matched: requests === 1 ? 450 : 200,
          done: 200,
          receivedTo: new Date().toISOString(),
        };
        response.end(JSON.stringify(found));
      }
    });
    const settings = { ADMIN_URL: url, ADMIN_TOKEN: 'any-token-of-the-test' };
    expect(await runCli(DISCARD, settings)).toEqual({
      code: 1,
      out: '',
      err: 'Before it failed: at least 200 of 450 discarded.\nIt is no longer possible.\n',
    });
  });
});
