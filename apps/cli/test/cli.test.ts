import { execFile } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli, type StartedReceiver, startReceiver } from './started-receiver.ts';

const UNKNOWN = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
const subject = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

let receiver: StartedReceiver;
let ids: string[];
beforeAll(async () => {
  receiver = await startReceiver();
  for (const n of [1, 2, 3]) await receiver.send('TRANSFER_NOTIFICATION', { transferId: subject(n) });
  await receiver.send('RE_TOKEN_PRICES');
  await receiver.send('TRANSFER_NOTIFICATION', { transferId: subject(1) });
  ids = (await jsonLines('inbox', 'list', '--oldest')).map(({ id }) => String(id));
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
    expect(await jsonLines('inbox', 'list', ...options)).toHaveLength(count);
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
    const lines = await jsonLines('inbox', 'export');
    expect(lines.map(({ id }) => id)).toEqual(ids);
    expect(JSON.parse(String(lines[0]?.['body']))).toMatchObject({ transferId: subject(1) });
  });

  it('discard and replay change those that are named', async () => {
    const id = ids[1] ?? '';
    const discarded = await receiver.cli('inbox', 'discard', id, '--reason', 'never mind');
    expect(discarded).toMatchObject({ code: 0, out: `${id} discarded\n` });
    expect(await jsonLines('inbox', 'list', '--state', 'discarded')).toEqual([
      expect.objectContaining({
        id,
        state: 'discarded',
        discarded: expect.objectContaining({ reason: 'never mind' }),
      }),
    ]);
    const again = await receiver.cli('inbox', 'discard', id, '--reason', 'never mind');
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('cannot be discarded') });
    expect(await receiver.cli('inbox', 'replay', id)).toMatchObject({ code: 0, out: `${id} replayed\n` });
    expect(await jsonLines('inbox', 'list', '--state', 'discarded')).toEqual([]);
  });

  it('discard and replay change what a filter matches, and --dry-run changes nothing', async () => {
    const discard = ['inbox', 'discard', '--type', 'RE_TOKEN_PRICES', '--reason', 'stale'];
    expect((await receiver.cli(...discard, '--dry-run')).out).toBe('1 would be discarded\n');
    expect((await receiver.cli(...discard)).out).toBe('1 of 1 discarded\n');
    expect(await jsonLines('inbox', 'replay', '--state', 'discarded', '--json')).toEqual([
      { matched: 1, done: 1 },
    ]);
  });

  it('follow prints changes as they happen', async () => {
    const child = execFile(process.execPath, [bin, 'inbox', 'follow', '--type', 'USER_NOTIFICATION'], {
      env: receiver.environment,
    });
    let out = '';
    child.stdout?.on('data', (text) => {
      out += text;
    });
    await vi.waitFor(async () => {
      await receiver.send('USER_NOTIFICATION');
      expect(out).toMatch(/duplicate +\S+ +USER_NOTIFICATION\n/);
    }, 30_000);
    child.kill();
  });
});

describe('on the file of the inbox, while the receiver runs,', () => {
  it('backup makes a copy that check finds sound, and overwrites nothing', async () => {
    const target = `${receiver.inboxFile}.backup`;
    const backup = await receiver.cli('inbox', 'backup', target, '--from', receiver.inboxFile);
    expect(backup).toMatchObject({
      code: 0,
      out: expect.stringMatching(/inbox\.db\.backup: \d+ notifications, \d+ bytes\n$/),
    });
    for (const file of [receiver.inboxFile, target]) {
      expect(await receiver.cli('inbox', 'check', file)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^\d+ notifications can be read, 0 faults\n$/),
      });
    }
    const again = await receiver.cli('inbox', 'backup', target, '--from', receiver.inboxFile);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('EEXIST') });
  });

  it('check ends with 1 and names each fault, and salvage says what it could not copy', async () => {
    const damaged = `${receiver.inboxFile}.damaged`;
    await receiver.cli('inbox', 'backup', damaged, '--from', receiver.inboxFile);
    const database = new DatabaseSync(damaged);
    database.exec(`UPDATE notification SET body = CAST('{' AS BLOB) WHERE seq = 1`);
    database.close();
    const check = await receiver.cli('inbox', 'check', damaged);
    expect(check).toMatchObject({ code: 1, err: 'The file has faults.\n' });
    expect(check.out).toMatch(
      /^\d+ notifications can be read, 1 faults\nnotification \S+ \(seq 1\) has a body that is no JSON\n$/,
    );
    const { out } = await receiver.cli('inbox', 'salvage', `${damaged}.salvaged`, '--from', damaged);
    expect(out).toMatch(/\d+ notifications; 0 faults\n$/);
  });

  it('a file that is missing is said to be', async () => {
    expect(await receiver.cli('inbox', 'check', '/nowhere/inbox.db')).toMatchObject({ code: 1 });
    expect(await receiver.cli('inbox', 'backup', '/nowhere/copy.db')).toMatchObject({
      code: 1,
      err: 'there is no inbox ./data/inbox.db\n',
    });
  });
});

describe('quarantine', () => {
  it('list, show, replay and discard', async () => {
    await receiver.post('/transfer-notification', '{"transferId": 1}');
    await receiver.post('/no-such-event', '{"a": "\\u001b[31m"}');
    const { out } = await receiver.cli('quarantine', 'list');
    expect(out).toMatch(/\/no-such-event +the body no event type is received at this path$/m);
    expect(out).toMatch(/\/transfer-notification +\/\w+ .*\(and \d+ more\)$/m);
    const [first] = await jsonLines('quarantine', 'list');
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
    const shown = await jsonLines('inbox', 'show', ids[0] ?? '', '--json');
    const body = String(shown[0]?.['body']);
    await receiver.post('/webhooks/transfer', body);
    await receiver.post('/webhooks/other', body);
    await receiver.post('/webhooks/transfer', '{"a": 1}');
    const [last, , first] = (await jsonLines('quarantine', 'list')).map(({ id }) => String(id));
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
    const [rejected] = await jsonLines('quarantine', 'list');
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
    const [rejected] = await jsonLines('quarantine', 'list');
    const { out } = await receiver.cli('quarantine', 'show', String(rejected?.['id']));
    expect(out).toContain('{"a": "\ufffd[31m"');
    expect(out).not.toContain('\u001b');
  });
});

describe('the receiver as a whole', () => {
  it('statistics counts', async () => {
    const { out } = await receiver.cli('statistics');
    expect(out).toMatch(/^TRANSFER_NOTIFICATION +3 +0 +0 +0 +0$/m);
    expect(out).toMatch(/^all +5 /m);
    expect(out).toContain('oldest pending: ');
  });

  it('observations lists what the contract does not have', async () => {
    await receiver.send('TRANSFER_NOTIFICATION', { transferId: subject(4), status: 'ON_HOLD' });
    const { out } = await receiver.cli('observations');
    expect(out).toMatch(/^TRANSFER_NOTIFICATION +\/status +unknown-value +"ON_HOLD" +1 /m);
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
    expect(await jsonLines('config')).toContainEqual(
      expect.objectContaining({ name: 'HANDLERS', value: 'off' }),
    );
  });
});

describe('exit codes', () => {
  it.each([
    ['nothing to change is named', ['inbox', 'replay']],
    ['two ways to choose', ['inbox', 'replay', '--all', UNKNOWN]],
    ['no reason', ['inbox', 'discard', UNKNOWN]],
    ['an unknown command', ['inbox', 'paint']],
    ['an unknown option', ['inbox', 'list', '--colour']],
    ['a time that is none', ['inbox', 'list', '--from', 'yesterday']],
    ['a number that is none', ['inbox', 'list', '--limit', '0']],
    ['a state that is none', ['inbox', 'list', '--state', 'asleep']],
  ])('2: %s', async (_why, args) => {
    const { code, out, err } = await receiver.cli(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

  it('1: there is no such notification', async () => {
    const { code, err } = await receiver.cli('inbox', 'show', UNKNOWN);
    expect(code).toBe(1);
    expect(err).toMatch(/^Nothing is stored under this id\. \(request [\w-]+\)$/m);
  });

  it('3: the token is wrong, or there is no response', async () => {
    const wrong = await runCli(['statistics'], {
      ADMIN_URL: receiver.environment.ADMIN_URL,
      ADMIN_TOKEN: 'wrong',
    });
    expect(wrong).toMatchObject({ code: 3, err: expect.stringContaining('admin token') });
    const noResponse = await runCli(['statistics'], { ADMIN_URL: 'http://127.0.0.1:1', ADMIN_TOKEN: 'any' });
    expect(noResponse).toMatchObject({ code: 3, err: expect.stringContaining('cannot be reached') });
  });

  it('2: there is no token; the one in data/admin-token is used', async () => {
    expect(await runCli(['statistics'], {})).toMatchObject({
      code: 2,
      err: expect.stringContaining('ADMIN_TOKEN'),
    });
    const { host } = new URL(receiver.environment.ADMIN_URL);
    const [ADMIN_HOST = '', ADMIN_PORT = ''] = host.split(':');
    const files = { 'data/admin-token': `${receiver.environment.ADMIN_TOKEN}\n` };
    expect(await runCli(['statistics'], { ADMIN_HOST, ADMIN_PORT }, files)).toMatchObject({ code: 0 });
  });

  it.each(['inbox', 'quarantine'])(
    '2: %s replay without a choice, and it names an option that exists',
    async (words) => {
      const { code, err } = await receiver.cli(words, 'replay');
      const option = /a filter such as (--\w+)/.exec(err)?.[1];
      expect(code).toBe(2);
      expect((await receiver.cli(words, 'replay', '--help')).out).toContain(`${option} <`);
    },
  );

  it('0: help, for every command', async () => {
    for (const words of [[], ['inbox'], ['inbox', 'list'], ['quarantine', 'replay'], ['config']]) {
      const { code, out } = await receiver.cli(...words, '--help');
      expect(code).toBe(0);
      expect(out).toMatch(/^Usage: partner-webhooks/);
    }
  });
});

describe('failures', () => {
  it('lists none while no handler fails, and its causes select notifications', async () => {
    expect(await receiver.cli('failures')).toMatchObject({ code: 0, out: '(none)\n' });
    expect(await jsonLines('inbox', 'list', '--cause', '3f1c9a0b7d2e4856')).toEqual([]);
    const { code, err } = await receiver.cli('inbox', 'replay', '--cause', 'no account');
    expect([code, err]).toEqual([2, expect.stringContaining('as `failures` prints it')]);
  });
});

describe('jobs', () => {
  it('are what a replay by a filter runs as', async () => {
    expect((await receiver.cli('inbox', 'replay', '--type', 'RE_TOKEN_PRICES')).out).toBe(
      '1 of 1 replayed\n',
    );
    const { out } = await receiver.cli('jobs');
    expect(out).toMatch(
      /^ID +STARTED +OPERATOR +ACTION +STATE +PROGRESS\n\S+ +\S+ +admin +replay +done +1 of 1 replayed\n/,
    );
    const [job] = await jsonLines('jobs');
    expect(await receiver.cli('jobs', 'cancel', String(job?.['id']))).toMatchObject({
      code: 1,
      err: expect.stringContaining('The job is done and cannot be cancelled.'),
    });
  });
});

describe('audit', () => {
  it('lists what was done, with the name of the operator', async () => {
    await receiver.cli('pause', 'RE_TOKEN_PRICES', '--reason', 'why');
    await receiver.cli('resume', 'RE_TOKEN_PRICES');
    const { out } = await receiver.cli('audit', '--limit', '2');
    expect(out).toMatch(
      /^AT +OPERATOR +ACTION +DETAILS\n.*admin +resume .*\n.*admin +pause .*"reason":"why"/,
    );
    expect(await jsonLines('audit', '--limit', '1')).toMatchObject([{ operator: 'admin', action: 'resume' }]);
  });
});

describe('pause and resume', () => {
  it('stop and start the handling of event types, which is shown with the reason', async () => {
    const paused = await receiver.cli('pause', 'RE_TOKEN_PRICES', '--reason', 'the feed is wrong');
    expect(paused.out).toMatch(/^RE_TOKEN_PRICES paused since 2/);
    const { out: handlers } = await receiver.cli('handlers');
    expect(handlers).toMatch(/RE_TOKEN_PRICES .*since .*: the feed is wrong/);
    expect((await receiver.cli('statistics')).out).toContain('paused: RE_TOKEN_PRICES');
    const [prices] = await jsonLines('inbox', 'list', '--type', 'RE_TOKEN_PRICES');
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

describe('the program', () => {
  it('writes to standard output and exits with the code', async () => {
    const env = receiver.environment;
    const outcome = (...args: string[]) =>
      new Promise<[code: unknown, stdout: string]>((resolve) => {
        execFile(process.execPath, [bin, ...args], { env }, (error, stdout) => {
          resolve([error ? error.code : 0, stdout]);
        });
      });
    const [code, stdout] = await outcome('statistics', '--json');
    expect([code, JSON.parse(stdout).byEventType.length > 0]).toEqual([0, true]);
    expect(await outcome('inbox', 'show', UNKNOWN)).toEqual([1, '']);
  });
});

const bin = fileURLToPath(new URL('../bin/partner-webhooks.js', import.meta.url));

async function jsonLines(...args: string[]): Promise<Record<string, unknown>[]> {
  const options = args.includes('--json') || args[1] === 'export' ? [] : ['--json'];
  const { code, out, err } = await receiver.cli(...args, ...options);
  expect(code, err).toBe(0);
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
