import { describe, expect, it } from 'vitest';
import { CHANGING, ANY_ID as ID, READING } from './requests.ts';
import { runCli } from './started-receiver.ts';

const UNREACHABLE = { ADMIN_URL: 'http://127.0.0.1:1', ADMIN_TOKEN: 'any-token-of-the-test' };
const FILES = { body: '{}' };
const REQUESTS = [...READING, ...CHANGING];

const commands = await subcommandsOf([]);

describe('every command', () => {
  it('is found', () => expect(commands.length).toBeGreaterThan(25));

  it.each(commands)('%j has help with the options of the connection', async (...words) => {
    const { code, out, err } = await runCli([...words, '--help'], {});
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: partner-webhooks ${words.join(' ')}`.trim()));
    for (const option of ['--admin-url <url>', '--token-file <file>', '--version'])
      expect(out).toContain(option);
  });

  it.each(commands)('%j has the same help by the command help, at any place', async (...words) => {
    const help = await runCli([...words, '--help'], {});
    const [group = '', ...rest] = words;
    expect(await runCli(['help', ...words], {})).toEqual(help);
    if (rest.length > 0) expect(await runCli([group, 'help', ...rest], {})).toEqual(help);
    expect(await runCli(['help', ...words, 'no-such-command'], {})).toEqual({
      code: 2,
      out: '',
      err: expect.stringContaining("unknown command 'no-such-command'"),
    });
  });

  it.each(commands)('%j rejects an option that it does not have', async (...words) => {
    const { code, out, err } = await runCli([...words, '--no-such-option'], UNREACHABLE);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error: /);
  });
});

describe('every command that needs a receiver', () => {
  it('is among those that are tried', () => {
    const tried = new Set(REQUESTS.map((words) => commandOf(words)));
    const others = /^(inbox (backup|check|salvage|copy)|send|scenario|load|worker|completion)?$/;
    const needing = commands.filter((words) => !isGroup(words)).map((words) => words.join(' '));
    expect(needing.filter((words) => !tried.has(words) && !others.test(words))).toEqual([]);
  });

  it.each(REQUESTS)('%j says in one line that there is none', async (...words) => {
    const { code, out, err } = await runCli(words, UNREACHABLE, FILES);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(/^The receiver cannot be reached: .*\n$/);
  });

  it.each(REQUESTS)(
    '%j says in one line that there is no token, and where it looks for one',
    async (...words) => {
      const { code, out, err } = await runCli(words, { ADMIN_URL: UNREACHABLE.ADMIN_URL }, FILES);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^No token: set ADMIN_TOKEN, .* data\/admin-token\.\n$/);
    },
  );

  it.each(REQUESTS)('%j reports in one line an address that is no URL', async (...words) => {
    const { code, err } = await runCli(words, { ...UNREACHABLE, ADMIN_URL: 'localhost:9090' }, FILES);
    expect([code, err]).toEqual([2, expect.stringMatching(/^ADMIN_URL: expected a URL such as .*\n$/)]);
  });
});

describe('wrong usage', () => {
  it.each([
    [['inbox', 'list', '--type', 'TRANSFER_NOTIFCATION'], 'Did you mean TRANSFER_NOTIFICATION?'],
    [['inbox', 'follow', '--type', 'transfer-notification'], 'Did you mean TRANSFER_NOTIFICATION?'],
    [['pause', 'TRANSFER'], 'TRANSFER_NOTIFICATION'],
    [['gaps', '--type', 'VOUCHER_REDEEMED'], 'Expected one of '],
    [['inbox', 'show', '12'], 'Expected an id such as'],
    [['inbox', 'show', '019a-9c9e6b1d'], 'Expected an id such as'],
    [['inbox', 'replay', ID, `${ID}0`], 'Expected an id such as'],
    [['quarantine', 'discard', 'x', '--reason', 'why'], 'Expected an id such as'],
    [['jobs', 'cancel', ''], 'Expected an id such as'],
    [['statistics', '--admin-url', 'localhost'], 'Expected a URL such as'],
    [['statistics', '--token-file', 'missing'], '--token-file: expected a file with the admin token'],
    [['statistics', '--token', 'two words'], 'ADMIN_TOKEN: expected visible ASCII characters'],
    [['statistics', '--token', 'a', '--token-file', 'b'], 'cannot be used with'],
  ])('%j: exit code 2, and what was expected', async (words, expected) => {
    const { code, out, err } = await runCli(words, UNREACHABLE);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(expected)]);
  });
});

it('a filter takes an event type that has left the contract: what is stored may have it', async () => {
  const { code, err } = await runCli(['inbox', 'list', '--type', 'VOUCHER_REDEEMED'], UNREACHABLE);
  expect([code, err]).toEqual([3, expect.stringContaining('cannot be reached')]);
});

it('--version prints the version alone', async () => {
  expect(await runCli(['--version'], {})).toEqual({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    err: '',
  });
});

/** The words of each command, as the help lists them. */
async function subcommandsOf(words: readonly string[]): Promise<string[][]> {
  const { out } = await runCli([...words, '--help'], {});
  const [, list = ''] = /^Commands:\n((?: .*\n)+)/m.exec(out) ?? [];
  const names = [...list.matchAll(/^ {2}([a-z]\S*)/gm)].map(([, name = '']) => name);
  const below = await Promise.all(
    names.filter((name) => name !== 'help').map((name) => subcommandsOf([...words, name])),
  );
  return [[...words], ...below.flat()];
}

/** Whether it has commands and does nothing by itself. */
function isGroup(words: readonly string[]): boolean {
  return words.length === 1 && ['inbox', 'quarantine'].includes(words[0] ?? '');
}

function commandOf(words: readonly string[]): string {
  const all = commands.map((command) => command.join(' '));
  return all.findLast((command) => command !== '' && `${words.join(' ')} `.startsWith(`${command} `)) ?? '';
}
