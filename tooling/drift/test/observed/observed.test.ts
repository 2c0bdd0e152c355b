import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type StartedReceiver, startReceiver } from '@partner-webhooks/test-receiver';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../../src/observed/program.ts';

const CONTRACT = fileURLToPath(new URL('../../../../openapi', import.meta.url));

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver?.stop());

async function observed(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = receiver.environment,
  files: Readonly<Record<string, string>> = {},
) {
  const written = { out: '', err: '' };
  const code = await run(args, {
    environment,
    readFile: async (path) => files[path],
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
  });
  return { code, ...written };
}

// Each test uses its own event type: they share one receiver, which keeps all observations.
describe('drift:observed', () => {
  it('gives a property the schema of the first value that is not null', async () => {
    await receiver.send('USER_NOTIFICATION', { userId: id(1), since: null });
    await receiver.send('USER_NOTIFICATION', { userId: id(2), since: '2025-01-01' });
    const { code, out } = await drafted();
    expect(code).toBe(0);
    expect(out).toMatch(/^\+ {2}since:\n\+ {4}type: string\n\+ {4}format: date\n/m);
  });

  it('finds a property in the items of lists', async () => {
    await receiver.send('ONBOARDING_NOTIFICATION', { validationErrors: [{}, { retry: { after: 5 } }] });
    const { out } = await drafted();
    expect(out).toContain('b/openapi/schemas/OnboardingNotification.yaml');
    expect(out).toMatch(/^\+ +retry:\n(?:\+.*\n)+?\+ +after:\n\+ +type: number$/m);
  });

  it('says what it leaves out, and why', async () => {
    await receiver.send('PROXY_NOTIFICATION', { status: 'X'.repeat(300), 12: true, empty: null });
    const { code, out, err } = await drafted();
    expect(code).toBe(0);
    expect(out).not.toContain('ProxyNotification');
    expect(err).toContain('PROXY_NOTIFICATION /status: left out: its value has been cut\n');
    expect(err).toContain('PROXY_NOTIFICATION /*: left out: its name is a number');
    expect(err).toContain('PROXY_NOTIFICATION /empty: left out: no stored notification');
  });

  it('writes no control characters to the terminal', async () => {
    await receiver.send('STRATEGY_NOTIFICATION', {
      status: '\u001b[31mRED\u009b',
      '\u001b]0;title\u0007': 1,
    });
    const { out, err } = await drafted();
    expect(out).toContain('StrategyStatus.yaml');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(out + err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('drift:observed --write', () => {
  it('edits the contract, and then there is nothing left to draft', async () => {
    const folder = await copyContract();
    await receiver.send('DOCUMENT_NOTIFICATION', { status: 'SHREDDED' });

    const { code, out, err } = await observed(['--write', '--contract', folder]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toMatch(/^changed: schemas\/enums\/DocumentStatus\.yaml$/m);
    expect(err).toContain('remove the marks `x-draft`');
    expect(err).toMatch(
      /^ {2}\[ \] \S+\/DocumentStatus\.yaml:\d+ {2}check the meaning of `SHREDDED` in `DocumentStatus`, and remove/m,
    );
    expect(await readFile(join(folder, 'schemas/enums/DocumentStatus.yaml'), 'utf8')).toContain(
      '- SHREDDED\n',
    );
    // What other tests have sent cannot be drafted, so the contract does not have all.
    expect(await observed(['--contract', folder])).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringMatching(/^Nothing drafted: \d+ observed properties and values are left out/m),
    });
  });

  it('names the folder in which it found no contract', async () => {
    expect(await observed(['--write', '--contract', '/nowhere'])).toMatchObject({
      code: 1,
      err: '/nowhere/openapi.yaml: no such file; expected the root document of a contract\n',
    });
  });
});

describe('drift:observed from files', () => {
  const seen = { count: 1, firstSeen: '2026-01-01T00:00:00.000Z', lastSeen: '2026-01-01T00:00:00.000Z' };
  const observations = [
    { eventType: 'DOCUMENT_NOTIFICATION', pointer: '/status', kind: 'unknown-value', value: 'LOST', ...seen },
    { eventType: 'DOCUMENT_NOTIFICATION', pointer: '/pages', kind: 'unknown-property', ...seen },
  ];
  const notifications = [
    { eventType: 'USER_NOTIFICATION', body: '{"pages":"another type"}', bodyEncoding: 'utf-8' },
    { eventType: 'DOCUMENT_NOTIFICATION', body: 'e30=', bodyEncoding: 'base64' },
    { eventType: 'DOCUMENT_NOTIFICATION', body: '\uFEFF{"pages":3}', bodyEncoding: 'utf-8' },
  ];
  const lines = (items: readonly object[]) => items.map((each) => `${JSON.stringify(each)}\n`).join('');
  const files = { 'seen.jsonl': lines(observations), 'inbox.jsonl': lines(notifications), broken: '{}\n{' };
  const fromFiles = (...args: string[]) => observed(['--contract', CONTRACT, ...args], {}, files);

  it('needs no receiver', async () => {
    const { code, out, err } = await fromFiles(
      '--observations',
      'seen.jsonl',
      '--notifications',
      'inbox.jsonl',
    );
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^Drafted\. Describe/) });
    expect(out).toContain('+  - LOST\n');
    expect(out).toMatch(/^\+ {2}pages:\n\+ {4}type: number\n/m);
  });

  it('says that nothing is left only if nothing was left out', async () => {
    const folder = await copyContract();
    const args = ['--contract', folder, '--observations', 'seen.jsonl', '--notifications', 'inbox.jsonl'];
    expect((await observed([...args, '--write'], {}, files)).code).toBe(0);
    expect((await observed(args, {}, files)).err).toBe(
      `Nothing to draft: the contract in ${folder} already has all that was observed.\n`,
    );
    expect((await observed(args.slice(0, 4), {}, files)).err).toMatch(
      /^DOCUMENT_NOTIFICATION \/pages: left out: .*\nNothing drafted: 1 observed property or value is left out/,
    );
  });

  it('leaves out properties if it has no notifications', async () => {
    const { code, out, err } = await fromFiles('--observations', 'seen.jsonl');
    expect(code).toBe(0);
    expect(out).toContain('+  - LOST\n');
    expect(err).toContain('DOCUMENT_NOTIFICATION /pages: left out: no stored notification');
  });

  it.each([
    [['--observations', 'gone'], 'gone: the file cannot be read\n'],
    [['--observations', 'broken'], 'broken: line 2: expected one JSON object per line\n'],
    [['--notifications', 'inbox.jsonl'], '--notifications needs --observations'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await fromFiles(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('exit codes of drift:observed', () => {
  it.each([
    [['--unknown'], '--unknown'],
    [['surplus'], 'too many arguments'],
    [['--contract'], '--contract'],
  ])('2: %j', async (args, message) => {
    const { code, err } = await observed(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  it('2: there is no token', async () => {
    expect(await observed([], {})).toMatchObject({ code: 2, err: expect.stringMatching(/^No token: .*\n$/) });
  });

  it('3: the token is wrong, or the receiver cannot be reached', async () => {
    expect((await observed([], { ...receiver.environment, ADMIN_TOKEN: 'wrong' })).code).toBe(3);
    expect(await observed([], { ADMIN_URL: 'http://127.0.0.1:1', ADMIN_TOKEN: 'token' })).toMatchObject({
      code: 3,
      err: expect.stringContaining('The receiver cannot be reached'),
    });
  });

  it('0: help', async () => {
    const { code, out } = await observed(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Exit codes');
  });
});

function drafted() {
  return observed(['--contract', CONTRACT]);
}

async function copyContract(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'contract-')), 'openapi');
  onTestFinished(() => rm(join(folder, '..'), { recursive: true, force: true }));
  await cp(CONTRACT, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  return folder;
}

function id(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
