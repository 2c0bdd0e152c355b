import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { parseDatabaseUrl } from '../src/database-url/database-url.ts';
import { withoutPassword } from '../src/database-url/server-url.ts';

it.each([
  ['file:./data/inbox.db', './data/inbox.db'],
  ['file:data/inbox.db', 'data/inbox.db'],
  ['file:../inbox.db', '../inbox.db'],
  ['file:/data/inbox.db', '/data/inbox.db'],
  ['file:///data/inbox.db', '/data/inbox.db'],
  ['file://localhost/data/inbox.db', '/data/inbox.db'],
  ['FILE:./inbox.db', './inbox.db'],
  ['file:./my%20data/inbox.db', './my data/inbox.db'],
  ['file:///my%20data/inbox.db', '/my data/inbox.db'],
  ['file:./my data/inbox.db', './my data/inbox.db'],
  ['file:./d%C3%A4ten/inbox.db', './däten/inbox.db'],
  ['file:///d%C3%A4ten/dü.db', '/däten/dü.db'],
  ['file:100%25.db', '100%.db'],
  ['file:what%3F.db', 'what?.db'],
  ['file:a:b.db', 'a:b.db'],
  ['file:memory', 'memory'],
])('%s is the file %s', (url, file) => {
  expect(parseDatabaseUrl(url)).toEqual({ file });
});

it.each([
  ['postgres://user@db.example/inbox', { host: 'db.example', port: 5432, sslmode: 'verify-full' }],
  ['postgresql://user@db:6432/inbox?sslmode=disable', { host: 'db', port: 6432, sslmode: 'disable' }],
  ['postgres://user:p%40ss@localhost/inbox', { host: 'localhost', password: 'p@ss', sslmode: 'disable' }],
  ['postgres://user@[::1]/inbox', { host: '::1', sslmode: 'disable' }],
  ['postgres://user@%2Frun%2Fpostgresql/inbox', { host: '/run/postgresql', sslmode: 'disable' }],
  ['postgres://user@db/inbox?sslrootcert=/ca.pem', { sslmode: 'verify-full', sslrootcert: '/ca.pem' }],
  [
    'postgres://user@db1,db2:6432,[::1]/inbox',
    {
      host: 'db1',
      port: 5432,
      standbys: [
        { host: 'db2', port: 6432 },
        { host: '::1', port: 5432 },
      ],
      sslmode: 'verify-full',
    },
  ],
  [
    'postgres://a,b:p@ss,word@127.0.0.1:1,localhost:2/x',
    { user: 'a,b', password: 'p@ss,word', sslmode: 'disable' },
  ],
  [
    'postgres://user@a,b/inbox?target_session_attrs=read-write',
    { host: 'a', standbys: [{ host: 'b', port: 5432 }] },
  ],
  ['postgres://user@db/inbox?sslmode=require', { sslmode: 'require', database: 'inbox', user: 'user' }],
])('%s is a database on a server', (url, server) => {
  expect(parseDatabaseUrl(url)).toMatchObject({ server });
});

it.each([
  ['', 'expected file: and the path'],
  ['file:', 'expected file: and the path'],
  ['./data/inbox.db', 'expected file: and the path'],
  ['sqlite:inbox.db', 'expected file: and the path'],
  ['postgres://localhost/inbox', 'the user is missing'],
  ['postgres:///inbox', 'the user is missing'],
  ['postgres://user@/inbox', 'percent-encoded'],
  ['postgres://user@host', 'the database is missing'],
  ['postgres://user@host/a/b', 'the database is missing'],
  ['postgres://user@host/inbox?sslmode=prefer', 'an sslmode of disable, require, verify-full'],
  ['postgres://user@host/inbox?ssl=true', 'target_session_attrs: found ssl'],
  ['postgres://user@a,b/inbox?target_session_attrs=any', 'target_session_attrs=read-write'],
  ['postgres://user@a,/inbox', 'percent-encoded'],
  ['postgres://user@a,b:x/inbox', 'percent-encoded'],
  ['postgres://user@a,b%2/inbox', 'a percent sign as %25'],
  ['postgres://user@host/inbox?sslmode=require&sslrootcert=/ca.pem', 'sslrootcert needs'],
  ['postgres://user@host/inbox#1', '# as %23'],
  ['postgres://user:100%@host/inbox', 'a percent sign as %25'],
  ['postgres://user:a b@[host/inbox', 'percent-encoded'],
  ['file::memory:', 'not in memory'],
  ['file::MEMORY:', 'not in memory'],
  ['file:%3Amemory%3A', 'not in memory'],
  ['file:file:x', 'not in memory'],
  ['file::memory:?cache=shared', 'no ? or #'],
  ['file:inbox.db?mode=ro', 'no ? or #'],
  ['file:///inbox.db?', 'no ? or #'],
  ['file:inbox.db#1', 'no ? or #'],
  ['file://', 'not of a folder'],
  ['file:///', 'not of a folder'],
  ['file:/', 'not of a folder'],
  ['file:.', 'not of a folder'],
  ['file:data/', 'not of a folder'],
  ['file:data/..', 'not of a folder'],
  ['file:%2E%2e', 'not of a folder'],
  ['file://data/inbox.db', 'without a host'],
  ['file://host/inbox.db', 'without a host'],
  ['file://user@localhost/inbox.db', 'without a host'],
  ['file://localhost:80/inbox.db', 'without a host'],
  ['file:100%.db', 'a percent sign as %25'],
  ['file:%FF.db', 'a percent sign as %25'],
  ['file:///a%2Fb.db', 'a percent sign as %25'],
  ['file:a%2fb.db', 'a percent sign as %25'],
  ['file:a%00b.db', 'control characters'],
  ['file:///a\tb.db', 'control characters'],
])('%j is rejected: %s', (url, problem) => {
  expect(parseDatabaseUrl(url)).toEqual({ problem: expect.stringContaining(problem) });
});

it('a URL that is shown has no password, whatever characters it has', () => {
  const text = fc.string({ unit: fc.constantFrom('p', 'w', '@', ':', ',', '%40', '\n') });
  const hosts = fc.constantFrom('host', 'a:1,b:2', '[::1]');
  fc.assert(
    fc.property(text, hosts, (secret, host) => {
      expect(withoutPassword(`postgres://user:${secret}@${host}/db`)).toBe(`postgres://user@${host}/db`);
    }),
  );
});

it('whatever is taken is a file of that name for SQLite, and for nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const part = fc.constantFrom('a', '%20', '%25', ':', 'memory', 'é', '.', '-', ' ', '%3F', '%3A', 'file');
  const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(name, fc.constantFrom('file:', 'file:./', 'file:/', 'file:///'), (path, prefix) => {
      const parsed = parseDatabaseUrl(prefix + path);
      if (!('file' in parsed)) {
        expect(parsed).toHaveProperty('problem');
        return;
      }
      const file = join(folder, parsed.file);
      expect(dirname(file)).toBe(folder);
      const database = new DatabaseSync(file);
      expect(database.location()).toBe(file);
      database.close();
      // As it is opened from the working directory.
      expect(parsed.file).not.toMatch(/^(:|file:)/i);
    }),
  );
});
