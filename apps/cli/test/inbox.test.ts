import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, type StartedReceiver, startReceiver } from './started-receiver.ts';

const subject = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

let receiver: StartedReceiver;
let ids: string[];
beforeAll(async () => {
  receiver = await startReceiver();
  for (const n of [1, 2, 3]) await receiver.send('TRANSFER_NOTIFICATION', { transferId: subject(n) });
  await receiver.send('RE_TOKEN_PRICES');
  await receiver.send('TRANSFER_NOTIFICATION', { transferId: subject(1) });
  ids = (await jsonLines(receiver, 'inbox', 'list', '--oldest')).map(({ id }) => String(id));
});
afterAll(() => receiver?.stop());

describe('inbox', () => {
  it('list shows notifications in columns, newest first', async () => {
    const { code, out } = await receiver.cli('inbox', 'list');
    expect(code).toBe(0);
    const [names, first, ...others] = out.trimEnd().split('\n');
    expect(names).toMatch(/^ID +RECEIVED +STATE +TRIES +SENT +EVENT TYPE +SUBJECT$/);
    expect(first).toContain('RE_TOKEN_PRICES');
    expect(others).toHaveLength(3);
    expect(others[2]).toMatch(new RegExp(`pending +0 +2 +TRANSFER_NOTIFICATION +${subject(1)}$`));
  });

  it.each([
    [['--type', 'RE_TOKEN_PRICES'], 1],
    [['--state', 'pending'], 4],
    [['--state', 'dead'], 0],
    [['--state', 'discarded'], 0],
    [['--subject', subject(2)], 1],
    [['--text', subject(3).slice(0, -2)], 3],
    [['--from', '1h', '--to', '2999-01-01'], 4],
    [['--to', '1h'], 0],
    [['--state', 'discarded'], 0],
    [['--limit', '2'], 2],
  ])('list takes %j', async (options, count) => {
    expect(await jsonLines(receiver, 'inbox', 'list', ...options)).toHaveLength(count);
  });

  it('show prints everything about one, and --body only the body', async () => {
    const { out } = await receiver.cli('inbox', 'show', ids[0] ?? '');
    expect(out).toMatch(/^State +pending$/m);
    expect(out).toMatch(/^Received +2 times: /m);
    const { out: body } = await receiver.cli('inbox', 'show', '--body', ids[0] ?? '');
    expect(JSON.parse(body)).toMatchObject({ transferId: subject(1) });
    expect(out).toContain(body);
  });

  it('export prints all with their bodies, one per line, oldest first', async () => {
    const lines = await jsonLines(receiver, 'inbox', 'export');
    expect(lines.map(({ id }) => id)).toEqual(ids);
    expect(JSON.parse(String(lines[0]?.['body']))).toMatchObject({ transferId: subject(1) });
  });

  it('discard and replay change those that are named', async () => {
    const id = ids[1] ?? '';
    const discarded = await receiver.cli('inbox', 'discard', id, '--reason', 'never mind');
    expect(discarded).toMatchObject({ code: 0, out: `${id} discarded\n` });
    expect(await jsonLines(receiver, 'inbox', 'list', '--state', 'discarded')).toEqual([
      expect.objectContaining({
        id,
        state: 'discarded',
        discarded: expect.objectContaining({ reason: 'never mind' }),
      }),
    ]);
    const again = await receiver.cli('inbox', 'discard', id, '--reason', 'never mind');
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('cannot be discarded') });
    expect(await receiver.cli('inbox', 'replay', id)).toMatchObject({ code: 0, out: `${id} replayed\n` });
    expect(await jsonLines(receiver, 'inbox', 'list', '--state', 'discarded')).toEqual([]);
  });

  it('discard and replay change what a filter matches, and --dry-run changes nothing', async () => {
    const discard = ['inbox', 'discard', '--type', 'RE_TOKEN_PRICES', '--reason', 'stale'];
    expect((await receiver.cli(...discard, '--dry-run')).out).toBe('1 would be discarded\n');
    expect((await receiver.cli(...discard)).out).toBe('1 of 1 discarded\n');
    expect(await jsonLines(receiver, 'inbox', 'replay', '--state', 'discarded', '--json')).toEqual([
      { matched: 1, done: 1 },
    ]);
  });
});
