import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
  await receiver.send('RE_TOKEN_PRICES');
});

describe('failures', () => {
  it('lists none while no handler fails, and its causes select notifications', async () => {
    expect(await receiver.cli('failures')).toMatchObject({ code: 0, out: '(none)\n' });
    expect(await jsonLines(receiver, 'inbox', 'list', '--cause', '3f1c9a0b7d2e4856')).toEqual([]);
    const { code, err } = await receiver.cli('inbox', 'replay', '--cause', 'no account');
    expect([code, err]).toEqual([2, expect.stringContaining('as `failures` prints it')]);
  });
});

describe('jobs', () => {
  it('are what a replay by a filter runs as', async () => {
    expect((await receiver.cli('inbox', 'replay', '--type', 'RE_TOKEN_PRICES')).out).toMatch(
      /^(\d+) of \1 replayed\n$/,
    );
    const { out } = await receiver.cli('jobs');
    expect(out).toMatch(
      /^ID +STARTED +OPERATOR +ACTION +STATE +PROGRESS\n\S+ +\S+ +admin +replay +done +(\d+) of \1 replayed\n/,
    );
    const [job] = await jsonLines(receiver, 'jobs');
    expect(await receiver.cli('jobs', 'cancel', String(job?.['id']))).toMatchObject({
      code: 1,
      err: expect.stringContaining('The job is done and cannot be cancelled.'),
    });
  });
});

describe('audit', () => {
  it('lists what was done, with the name of the operator', async () => {
    const from = new Date().toISOString();
    await receiver.cli('pause', 'RE_TOKEN_PRICES', '--reason', 'why');
    await receiver.cli('resume', 'RE_TOKEN_PRICES');
    const { out } = await receiver.cli('audit', '--limit', '2');
    expect(out).toMatch(
      /^AT +OPERATOR +ACTION +DETAILS\n.*admin +resume .*\n.*admin +pause .*"reason":"why"/,
    );
    expect(await jsonLines(receiver, 'audit', '--limit', '1')).toMatchObject([
      { operator: 'admin', action: 'resume' },
    ]);
    const pauses = ['audit', '--operator', 'admin', '--action', 'pause', '--from'];
    const pause = { action: 'pause', details: { eventType: 'RE_TOKEN_PRICES', reason: 'why' } };
    expect(await jsonLines(receiver, ...pauses, from)).toMatchObject([pause]);
    // Others who use this receiver may have paused before.
    expect((await jsonLines(receiver, ...pauses, '1h'))[0]).toMatchObject(pause);
    expect(await jsonLines(receiver, 'audit', '--operator', 'alice')).toEqual([]);
    expect(await jsonLines(receiver, 'audit', '--to', '2000-01-01')).toEqual([]);
  });
});
