import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM, runCli } from './started-receiver.ts';

/** What is offered at the end of these words, without descriptions. */
async function offered(...words: string[]): Promise<string[]> {
  const { code, out, err } = await runCli(['__complete', '--', ...words], {});
  expect([code, err]).toEqual([0, '']);
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0] ?? '');
}

describe('completion offers', () => {
  it.each<[words: string[], expected: unknown]>([
    [['inb'], ['inbox']],
    [['inbox', 're'], ['replay']],
    [['inbox', 'list', '--st'], ['--state']],
    [
      ['inbox', 'list', '--state', 'd'],
      ['dead', 'discarded'],
    ],
    [
      ['inbox', 'list', '--state=d'],
      ['--state=dead', '--state=discarded'],
    ],
    // As bash divides it.
    [
      ['inbox', 'list', '--state', '=', 'd'],
      ['dead', 'discarded'],
    ],
    [['inbox', 'list', '--state', '='], expect.arrayContaining(['pending'])],
    [['inbox', 'list', '--type', ''], EVENT_TYPES],
    [['quarantine', 'replay', '--as', 'transfer'], ['TRANSFER_NOTIFICATION']],
    [['pause', 'RE_TOKEN_PRICES', 'RE_'], expect.arrayContaining(['RE_TOKEN_PRICES'])],
    [['send', 'transf'], ['TRANSFER_NOTIFICATION']],
    [['send', 'TRANSFER_NOTIFICATION', '--example', 'proc'], ['processed']],
    [['send', 'TRANSFER_NOTIFICATION', '--invalid', 'no-'], expect.any(Array)],
    [['scenario', 'token'], ['token-prices']],
    [['quarantine', 'list', '--path', '/transfer'], ['/transfer-notification']],
    [['quarantine', 'edit', 'x', '--file', ''], [':files']],
    [['inbox', 'backup', ''], [':files']],
    [['inbox', 'list', '--limit', ''], []],
    [['inbox', 'list', '--state', 'dead', '--sta'], []],
    [
      ['send', '--set', 'a=b', '--se'],
      ['--seed', '--set'],
    ],
    [['--token-file', ''], [':files']],
    [['--admin-url', 'http://a', 'stat'], ['statistics']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['pause', '--', '--al'], []],
    [['no-such-command', '--js'], []],
    [[''], expect.not.arrayContaining(['help', '__complete'])],
  ])('at %j: %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  it('every command, and every option that its help lists', async () => {
    const check = async (words: readonly string[]): Promise<number> => {
      const { out } = await runCli([...words, '--help'], {});
      const [, options = ''] = /^Options:\n((?: .*\n)+)/m.exec(out) ?? [];
      const listed = [...options.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name);
      expect(await offered(...words, '--')).toEqual(expect.arrayContaining(listed));
      const [, list = ''] = /^Commands:\n((?: .*\n)+)/m.exec(out) ?? [];
      const names = [...list.matchAll(/^ {2}([a-z]\S*)/gm)].map(([, name = '']) => name);
      const below = names.filter((name) => name !== 'help');
      expect(await offered(...words, '')).toEqual(expect.arrayContaining(below));
      const counts = await Promise.all(below.map((name) => check([...words, name])));
      return counts.reduce((sum, count) => sum + count, 1);
    };
    expect(await check([])).toBeGreaterThan(25);
  });

  it('nothing for words that no command has, without an error', async () => {
    for (const words of [['='], ['--'], ['--x', ''], ['-', '='], ['inbox', '--', ''], ['\u001b']])
      expect(await offered(...words)).toEqual(expect.any(Array));
  });
});

it('completion of an unknown shell is wrong usage', async () => {
  const { code, err } = await runCli(['completion', 'tcsh'], {});
  expect([code, err]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
});

describe('in a shell', () => {
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'completion-'));
    symlinkSync(PROGRAM, join(folder, 'partner-webhooks'));
    writeFileSync(join(folder, 'a body.json'), '');
    env = { HOME: folder, PATH: `${folder}:${join(process.execPath, '..')}:/usr/bin:/bin`, TERM: 'dumb' };
    for (const shell of ['bash', 'zsh', 'fish'])
      writeFileSync(join(folder, shell), (await runCli(['completion', shell], {})).out);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('bash fills COMPREPLY', () => {
    const complete = (...words: string[]) => {
      const quoted = words.map((word) => `'${word}'`).join(' ');
      return `COMP_WORDS=(partner-webhooks ${quoted}); COMP_CWORD=${words.length}; _partner_webhooks; printf '%s|' "\${COMPREPLY[@]}"; echo`;
    };
    const script = [
      'source ./bash; complete -p partner-webhooks',
      complete('inbox', 'list', '--state', 'd'),
      complete('inbox', 'list', '--type', '=', 'TRANSF'),
      complete('quarantine', 'edit', 'x', '--file', 'a'),
      complete('stat'),
    ];
    const options = { cwd: folder, env, encoding: 'utf8' } as const;
    expect(execFileSync('bash', ['--norc', '-c', script.join('\n')], options)).toBe(
      'complete -F _partner_webhooks partner-webhooks\ndead|discarded|\nTRANSFER_NOTIFICATION|\na body.json|\nstatistics|\n',
    );
  });

  // Not every machine has these two.
  const has = (shell: string) => spawnSync(shell, ['--version']).error === undefined;

  it.each(['fish'].filter(has))('%s offers the same, with descriptions', () => {
    const script =
      "source ./fish; complete -C 'partner-webhooks inbox list --state d'; complete -C 'partner-webhooks stat'";
    const options = { cwd: folder, env, encoding: 'utf8' } as const;
    expect(execFileSync('fish', ['--no-config', '-c', script], options)).toBe(
      'dead\ndiscarded\nstatistics\tcount the notifications in the inbox\n',
    );
  });

  it.each(['zsh'].filter(has))('the script of %s is one that it reads', () => {
    expect(spawnSync('zsh', ['-f', '-n', join(folder, 'zsh')]).status).toBe(0);
  });
});
