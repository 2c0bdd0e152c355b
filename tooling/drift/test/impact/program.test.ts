import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, writeContract } from './contracts.ts';
import { runImpact } from './ran-impact.ts';
import { seedInbox, temporaryFolder } from './seeded-inbox.ts';

const { folder, remove } = await temporaryFolder();
afterAll(remove);

const payload = { type: 'object', properties: { id: { type: 'string' } } };
const closed = { type: 'object', properties: { id: { type: 'string', maxLength: 3 } } };

const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
    encoding: 'utf8',
  });

const DAY_MS = 86_400_000;

beforeAll(async () => {
  await writeContract(join(folder, 'openapi'), { ORDER: payload }, { ORDER: closed });
  await seedInbox(join(folder, 'inbox.db'), [
    { id: 'short', eventType: 'ORDER', body: '{"id":"a"}', receivedAt: Date.now() - 10 * DAY_MS },
    { id: 'long-ago', eventType: 'ORDER', body: '{"id":"long"}', receivedAt: Date.now() - 10 * DAY_MS },
    { id: 'just-now', eventType: 'ORDER', body: '{"id":"long"}' },
  ]);
  git('init', '--quiet');
  git('add', 'openapi');
  git('commit', '--quiet', '--message', 'First');
  git('tag', 'first');
});

const INBOX = ['--no-handlers', '--inbox', 'file:inbox.db'];

describe('the exit code', () => {
  it('is 1 if a stored notification would be rejected', async () => {
    const { code, out, err } = await runImpact(folder, INBOX);
    expect(code).toBe(1);
    expect(out).toContain('2 notifications that the release 1.0.0 accepts would be rejected:');
    expect(out).toMatch(/2 +ORDER +\/id +maxLength 3 +long-ago just-now\n/);
    expect(err).toBe('');
  });

  it('is 0 if none would be: compared with the same contract, or since a time when none came in', async () => {
    expect(await runImpact(folder, [...INBOX, '--base', 'first'])).toMatchObject({ code: 0 });
    await mkdir(join(folder, 'same/released'), { recursive: true });
    const same = documentOf({ ORDER: payload });
    await writeFile(join(folder, 'same/openapi.yaml'), same);
    await writeFile(join(folder, 'same/released/partner-webhooks.yaml'), same);
    expect(await runImpact(folder, [...INBOX, '--contract', 'same'])).toMatchObject({ code: 0 });
  });
});

describe('--since', () => {
  it.each([
    ['9d', 1],
    ['11d', 3],
    ['300h', 3],
    ['2w', 3],
    ['0m', 0],
    ['2000-01-01', 3],
    ['2000-01-01T00:00:00+01:00', 3],
    ['2999-01-01', 0],
  ])('%s: %i bodies', async (since, notifications) => {
    const { out } = await runImpact(folder, [...INBOX, '--json', '--since', since]);
    expect(JSON.parse(out).read).toEqual({ notifications, quarantined: 0 });
  });
});

describe('--base', () => {
  it('reads the contract in a commit, and touches neither the working tree nor the index', async () => {
    await writeFile(join(folder, 'openapi/staged.yaml'), 'a: 1\n');
    git('add', 'openapi/staged.yaml');
    await writeFile(join(folder, 'openapi/not-staged.yaml'), 'a: 1\n');
    const before = git('status', '--porcelain');
    const { code, out } = await runImpact(folder, [...INBOX, '--base', 'HEAD']);
    expect(code).toBe(0);
    expect(out).toContain(
      `validated against the commit ${git('rev-parse', 'HEAD').slice(0, 10)} and the working tree.`,
    );
    expect(git('status', '--porcelain')).toBe(before);
    git('rm', '--quiet', '--cached', 'openapi/staged.yaml');
  });
});

describe('a report', () => {
  it.each([[[]], [['--markdown']], [['--json']]])('has no ids with --no-ids: %j', async (form) => {
    const { out } = await runImpact(folder, [...INBOX, ...form, '--no-ids']);
    expect(out).toContain('maxLength 3');
    expect(out).not.toMatch(/long-ago|just-now|\bids\b/i);
  });

  it('as Markdown is a heading, sentences and tables', async () => {
    const { out } = await runImpact(folder, [...INBOX, '--markdown']);
    expect(out).toMatch(/^### Impact on what was received\n\ninbox\.db: /);
    expect(out).toContain('| `2` | `ORDER` | `/id` | `maxLength 3` | `long-ago just-now` |\n');
  });
});

describe('progress', () => {
  it('is shown on a terminal, and removed', async () => {
    await seedInbox(
      join(folder, 'many.db'),
      Array.from({ length: 200 }, (_, n) => ({ id: String(n), eventType: 'ORDER', body: '{}' })),
    );
    const { err } = await runImpact(folder, ['--no-handlers', '--inbox', 'file:many.db'], {
      isTerminal: true,
    });
    expect(err).toBe('\r\u001b[K20 of 200 (10 %) bodies validated\r\u001b[K');
  });
});

describe('what cannot run exits with 2 and says why in one sentence', () => {
  beforeAll(async () => {
    const file = (name: string) => join(folder, name);
    await writeFile(
      file('text.db'),
      'This is no database, but a text that is longer than a header. '.repeat(9),
    );
    const empty = new DatabaseSync(file('other.db'));
    empty.exec('CREATE TABLE a (b); PRAGMA user_version = 11');
    empty.close();
    for (const [name, version] of [
      ['newer.db', 999],
      ['older.db', 8],
    ] as const) {
      await seedInbox(file(name), []);
      const database = new DatabaseSync(file(name));
      database.exec(`PRAGMA user_version = ${version}`);
      database.close();
    }
    const contracts: Readonly<Record<string, string>> = {
      yaml: 'openapi: [',
      pattern: documentOf({ ORDER: { type: 'string', pattern: '(' } }),
      reference: documentOf({ ORDER: { $ref: '#/components/schemas/Nothing' } }),
      type: documentOf({ ORDER: { type: 'text' } }),
      endless: documentOf(
        { ORDER: { $ref: '#/components/schemas/A' } },
        { A: { allOf: [{ $ref: '#/components/schemas/A' }] } },
      ),
      empty: documentOf({}),
    };
    for (const [name, text] of Object.entries(contracts)) {
      await mkdir(file(`${name}/released`), { recursive: true });
      await writeFile(file(`${name}/openapi.yaml`), text);
      await writeFile(file(`${name}/released/partner-webhooks.yaml`), documentOf({ ORDER: payload }));
    }
    await mkdir(file('unreleased'), { recursive: true });
    await writeFile(file('unreleased/openapi.yaml'), documentOf({ ORDER: payload }));
  });

  it.each<[string, string[], RegExp, Record<string, string>?]>([
    ['no such file', ['--inbox', 'file:none.db'], /none\.db does not exist/],
    ['a file in a file', ['--inbox', 'file:text.db/inbox.db'], /inbox\.db does not exist/],
    ['a folder', ['--inbox', 'file:openapi'], /openapi is not a file/],
    ['a file that is no database', ['--inbox', 'file:text.db'], /text\.db is damaged or no SQLite database/],
    ['another database', ['--inbox', 'file:other.db'], /other\.db is not an inbox/],
    ['an inbox of a newer version', ['--inbox', 'file:newer.db'], /has schema 999.*use a newer program/],
    [
      'an inbox of an older version',
      ['--inbox', 'file:older.db'],
      /has schema 8.*a receiver of this version migrates it/,
    ],
    [
      'PostgreSQL without a server',
      ['--inbox', 'postgres://user:secret@127.0.0.1:1/db'],
      /^the database cannot be used now: /,
    ],
    [
      'PostgreSQL without a user',
      ['--inbox', 'postgres://:secret@host/db'],
      /^--inbox: expected postgres:.*the user/,
    ],
    [
      'PostgreSQL without a database',
      ['--inbox', 'postgresql://user:secret@host'],
      /^--inbox: expected postgres:/,
    ],
    ['PostgreSQL with another parameter', ['--inbox', 'postgres://user:secret@host/db?ssl=1'], /found ssl$/m],
    [
      'PostgreSQL with a wrong sslmode',
      ['--inbox', 'postgres://user:secret@host/db?sslmode=prefer'],
      /found prefer$/m,
    ],
    [
      'PostgreSQL without its certificates',
      ['--inbox', 'postgres://user:secret@host/db?sslrootcert=none'],
      /^--inbox: ENOENT/,
    ],
    ['another scheme', ['--inbox', 'mysql://user:secret@host/db'], /^--inbox: expected file:/],
    ['no scheme', ['--inbox', 'inbox.db'], /expected file:/],
    ['a file on another host', ['--inbox', 'file://host/inbox.db'], /without a host/],
    ['a file without a name', ['--inbox', 'file:'], /expected file:/],
    ['two stores', ['--inbox', 'file:inbox.db', '--admin', 'http://a'], /expected one of them/],
    ['no token', ['--admin', 'http://127.0.0.1:1'], /^No token: set ADMIN_TOKEN/],
    ['no receiver', ['--admin', 'http://127.0.0.1:1'], /cannot be reached/, { ADMIN_TOKEN: 'a' }],
    ['no URL', ['--admin', 'receiver'], /^--admin receiver: expected a URL such as/, { ADMIN_TOKEN: 'a' }],
    [
      'another protocol',
      ['--admin', 'ftp://a'],
      /^--admin ftp:\/\/a: expected a URL such as/,
      { ADMIN_TOKEN: 'a' },
    ],
    [
      'no URL in the environment',
      [],
      /^ADMIN_URL: expected a URL such as .* found "a"/,
      { ADMIN_TOKEN: 'a', ADMIN_URL: 'a' },
    ],
    ['an unknown ref', [...INBOX, '--base', 'v9'], /^--base v9: the repository has no such commit/],
    ['an option as a ref', [...INBOX, '--base=--all'], /^--base --all: expected a commit/],
    ['a blob as a ref', [...INBOX, '--base', 'HEAD:openapi/openapi.yaml'], /no such commit/],
    ['a commit without the contract', [...INBOX, '--base', 'HEAD', '--contract', 'unreleased'], /^--base/],
    ['no release', [...INBOX, '--contract', 'unreleased'], /there is no release to compare with/],
    ['no contract', [...INBOX, '--contract', 'none'], /there is no contract/],
    ['a contract that is no YAML', [...INBOX, '--contract', 'yaml'], /yaml/],
    ['a contract with a wrong pattern', [...INBOX, '--contract', 'pattern'], /expected a regular expression/],
    ['a contract with a wrong reference', [...INBOX, '--contract', 'reference'], /Can't resolve \$ref/],
    ['a contract with a wrong type', [...INBOX, '--contract', 'type'], /type/],
    [
      'a contract with an endless schema',
      [...INBOX, '--contract', 'endless'],
      /^\S*openapi\.yaml:\d+: expected a schema that ends.*\(at #\/components\/schemas\/A\)$/m,
    ],
    ['a contract without webhooks', [...INBOX, '--contract', 'empty'], /no webhook/],
    ['a wrong time', [...INBOX, '--since', '30 days'], /such as 30d/],
    ['a date that does not exist', [...INBOX, '--since', '2026-13-01'], /such as 30d/],
    ['two forms', [...INBOX, '--json', '--markdown'], /expected one of them/],
    ['a wrong limit', INBOX, /^MAX_BODY_BYTES: expected/, { MAX_BODY_BYTES: '1MB' }],
    ['an unknown option', ['--all'], /unknown option/],
  ])('%s', async (_, args, message, environment = {}) => {
    const { code, out, err } = await runImpact(folder, args, { environment });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toContain('secret');
    expect(err).not.toMatch(/\n\s+at /);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
