import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
});

describe('quarantine', () => {
  it('list, show, replay and discard', async () => {
    await receiver.post('/transfer-notification', '{"transferId": 1}');
    await receiver.post('/no-such-event', '{"a": "\\u001b[31m"}');
    const { out } = await receiver.cli('quarantine', 'list');
    expect(out).toMatch(/\/no-such-event +the body no event type is received at this path$/m);
    expect(out).toMatch(/\/transfer-notification +\/\w+ .*\(and \d+ more\)$/m);
    const [first] = await jsonLines(receiver, 'quarantine', 'list');
    const id = String(first?.['id']);
    expect((await receiver.cli('quarantine', 'show', id)).out).toContain('Reason   the body no event type');

    const replay = await receiver.cli('quarantine', 'replay', '--all');
    expect(replay).toMatchObject({
      code: 1,
      out: '2 validated: 0 received, 0 duplicates, 2 still invalid\n',
    });
    expect(await receiver.cli('quarantine', 'replay', id)).toMatchObject({ code: 1 });
    const discard = await receiver.cli('quarantine', 'discard', id, '--reason', 'a scanner');
    expect(discard).toMatchObject({ code: 0, out: `${id} discarded\n` });
    expect((await receiver.cli('quarantine', 'discard', '--all', '--reason', 'x')).out).toBe(
      '1 of 1 discarded\n',
    );
    expect((await receiver.cli('quarantine', 'list')).out).toBe('(none)\n');
  });

  it('replay --as validates a body as the event type that its path does not give, one or all of a path', async () => {
    await receiver.send('TRANSFER_NOTIFICATION', { transferId: randomUUID() });
    const [sent] = await jsonLines(receiver, 'inbox', 'list', '--type', 'TRANSFER_NOTIFICATION');
    const [shown] = await jsonLines(receiver, 'inbox', 'show', String(sent?.['id']), '--json');
    const body = String(shown?.['body']);
    await receiver.post('/webhooks/transfer', body);
    await receiver.post('/webhooks/other', body);
    await receiver.post('/webhooks/transfer', '{"a": 1}');
    const [last, , first] = (await jsonLines(receiver, 'quarantine', 'list')).map(({ id }) => String(id));
    const as = ['--as', 'TRANSFER_NOTIFICATION'];
    expect(await receiver.cli('quarantine', 'replay', String(last), '--as', 'NO_SUCH_TYPE')).toMatchObject({
      code: 2,
      err: expect.stringContaining('TRANSFER_NOTIFICATION'),
    });
    const { out } = await receiver.cli(
      'quarantine',
      'replay',
      '--path',
      '/webhooks/transfer',
      ...as,
      '--dry-run',
    );
    expect(out).toBe('2 validated: 1 received, 0 duplicates, 1 still invalid\n');
    expect((await receiver.cli('quarantine', 'replay', String(first), ...as)).out).toBe(
      `${first}  duplicate\n`,
    );
    expect(await receiver.cli('quarantine', 'replay', '--path', '/webhooks/transfer', ...as)).toMatchObject({
      code: 1,
      out: '1 validated: 0 received, 0 duplicates, 1 still invalid\n',
    });
    expect((await receiver.cli('quarantine', 'list', '--path', '/webhooks/other')).out).toMatch(
      /^ID.*\n.*\/webhooks\/other .*\n$/,
    );
    const { out: history } = await receiver.cli('quarantine', 'show', String(last));
    expect(history).toMatch(/^Reason {3}the body no event type is received at this path$/m);
    expect(history).toMatch(/^Again {4}\S+Z as TRANSFER_NOTIFICATION: \/transferId is required$/m);
    await receiver.cli('quarantine', 'discard', '--all', '--reason', 'done');
  });

  it('show says how a body was sent, and what is stored of one that is too large', async () => {
    const sent = 'x'.repeat(1_100_000);
    expect(await receiver.post('/transfer-notification', sent, { 'content-type': 'text/plain' })).toBe(413);
    const [rejected] = await jsonLines(receiver, 'quarantine', 'list');
    const { out } = await receiver.cli('quarantine', 'show', String(rejected?.['id']));
    expect(out).toMatch(
      /^Method {3}POST\nPath {5}\/transfer-notification\nType {5}TRANSFER_NOTIFICATION\nContent {2}text\/plain$/m,
    );
    expect(out).toMatch(
      /^Length {3}the beginning is stored; 1100000 bytes were read of 1100000\nSHA-256 {2}[0-9a-f]{64} /m,
    );
    expect(out.endsWith(`\n\n${'x'.repeat(65_536)}\n`)).toBe(true);
    await receiver.cli('quarantine', 'discard', '--all', '--reason', 'done');
  });

  it('replaces control characters of a sender', async () => {
    await receiver.post('/no-such-event', '{"a": "\u001b[31m"');
    const [rejected] = await jsonLines(receiver, 'quarantine', 'list');
    const { out } = await receiver.cli('quarantine', 'show', String(rejected?.['id']));
    expect(out).toContain('{"a": "\ufffd[31m"');
    expect(out).not.toContain('\u001b');
    await receiver.cli('quarantine', 'discard', '--all', '--reason', 'done');
  });
});
