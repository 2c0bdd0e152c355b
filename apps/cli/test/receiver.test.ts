import { randomUUID } from 'node:crypto';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
  await receiver.send('RE_TOKEN_PRICES');
});

describe('the receiver as a whole', () => {
  it('statistics counts', async () => {
    const [before] = await jsonLines(receiver, 'statistics');
    await receiver.send('TRANSFER_NOTIFICATION', { transferId: randomUUID() });
    const { out } = await receiver.cli('statistics');
    expect(out).toMatch(/^TRANSFER_NOTIFICATION +[1-9]\d* +0 +0 +0 +0$/m);
    expect(out).toMatch(new RegExp(`^all +${Number(before?.['pending']) + 1} `, 'm'));
    expect(out).toContain('oldest pending: ');
  });

  it('observations lists what the contract does not have', async () => {
    await receiver.send('TRANSFER_NOTIFICATION', { transferId: randomUUID(), status: 'LISTED_HERE' });
    const { out } = await receiver.cli('observations');
    expect(out).toMatch(/^TRANSFER_NOTIFICATION +\/status +unknown-value +"LISTED_HERE" +1 /m);
  });

  it.each([['--as-patch'], ['--write'], ['--write', '--contract', 'openapi']])(
    'observations %s names the program that drafts changes of the contract',
    async (...options) => {
      const { code, out, err } = await receiver.cli('observations', ...options);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^This command only lists observations\. Run `pnpm drift:observed` .*\n$/);
    },
  );

  it('handlers lists the event types of the contract', async () => {
    const { out } = await receiver.cli('handlers');
    expect(out).toContain('handlers are off: 16 at a time');
    for (const eventType of EVENT_TYPES) expect(out).toMatch(new RegExp(`^${eventType} `, 'm'));
  });

  it('config shows what is set, and no secret', async () => {
    const { out } = await receiver.cli('config');
    expect(out).toMatch(/^HANDLERS +off +set$/m);
    expect(out).toMatch(/^API_KEYS +\(secret\) +set$/m);
    expect(out).toMatch(/^MAX_BODY_BYTES +1048576 +default$/m);
    expect(await jsonLines(receiver, 'config')).toContainEqual(
      expect.objectContaining({ name: 'HANDLERS', value: 'off' }),
    );
  });
});

describe('pause and resume', () => {
  it('stop and start the handling of event types, which is shown with the reason', async () => {
    const paused = await receiver.cli('pause', 'RE_TOKEN_PRICES', '--reason', 'the feed is wrong');
    expect(paused.out).toMatch(/^RE_TOKEN_PRICES paused since 2/);
    const { out: handlers } = await receiver.cli('handlers');
    expect(handlers).toMatch(/RE_TOKEN_PRICES .*since .*: the feed is wrong/);
    expect((await receiver.cli('statistics')).out).toContain('paused: RE_TOKEN_PRICES');
    const [prices] = await jsonLines(receiver, 'inbox', 'list', '--type', 'RE_TOKEN_PRICES');
    expect((await receiver.cli('inbox', 'show', String(prices?.['id']))).out).toMatch(
      /^Paused +since .*: the feed/m,
    );
    expect((await receiver.cli('resume', '--all')).out).toBe('RE_TOKEN_PRICES resumed\n');
    expect((await receiver.cli('resume', 'RE_TOKEN_PRICES')).out).toBe('RE_TOKEN_PRICES was not paused\n');
    expect((await receiver.cli('statistics')).out).not.toContain('paused');
  });

  it.each([[['pause']], [['resume']], [['pause', '--all', 'RE_TOKEN_PRICES']], [['pause', 'PRICES']]])(
    '2: %j names what was expected',
    async (words) => {
      const { code, err } = await receiver.cli(...words);
      expect([code, err]).toEqual([2, expect.stringContaining('TRANSFER_NOTIFICATION')]);
    },
  );
});
