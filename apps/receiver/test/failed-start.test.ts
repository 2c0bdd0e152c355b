import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificate } from './certificates.ts';
import { programFolder } from './started-program.ts';

/** A port that is taken for the length of a test. */
async function takenPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address ? String(address.port) : '';
}

type Prepare = (folder: string) => Promise<Record<string, string>> | Record<string, string>;

describe('a start that fails ends the process with 1 and a sentence', () => {
  it.each<[string, Prepare, string | RegExp]>([
    [
      'a database in memory',
      () => ({ DATABASE_URL: 'file::memory:' }),
      'DATABASE_URL: expected file: and the path of a SQLite database, not in memory, found "file::memory:"',
    ],
    [
      'a database URL with options',
      () => ({ DATABASE_URL: 'file:./data/inbox.db?mode=ro' }),
      'DATABASE_URL: expected no ? or #',
    ],
    [
      'a database that is a folder',
      async (folder) => {
        await mkdir(join(folder, 'data/inbox.db'), { recursive: true });
        return {};
      },
      /^DATABASE_URL: the database .+\/data\/inbox\.db is a folder: expected a file$/m,
    ],
    [
      'a database that is none',
      async (folder) => {
        await mkdir(join(folder, 'data'));
        await writeFile(join(folder, 'data/inbox.db'), 'x'.repeat(10_000));
        return {};
      },
      /^DATABASE_URL: the database .+\/data\/inbox\.db is damaged or no SQLite database: see "The file is damaged"/m,
    ],
    [
      'a folder that is a file',
      async (folder) => {
        await writeFile(join(folder, 'data'), '');
        return {};
      },
      'DATABASE_URL: ',
    ],
    [
      'a folder that cannot be made',
      () => ({ DATABASE_URL: 'file:/dev/null/inbox.db', API_KEYS: '', ADMIN_TOKEN: '' }),
      "DATABASE_URL: EEXIST: file already exists, mkdir '/dev/null'",
    ],
    [
      'an earlier read model that cannot be opened',
      async (folder) => {
        await mkdir(join(folder, 'data/read-model.db'), { recursive: true });
        return {};
      },
      'DATABASE_URL: the read model data/read-model.db of an earlier version cannot be read: unable to open database file',
    ],
    [
      'an earlier read model that is no database',
      async (folder) => {
        await mkdir(join(folder, 'data'));
        await writeFile(join(folder, 'data/read-model.db'), 'x'.repeat(10_000));
        return {};
      },
      'DATABASE_URL: the read model data/read-model.db of an earlier version cannot be read: file is not a database. ' +
        'Remove it, and rebuild the read model: see "Rebuild the read model" in docs/operations.md',
    ],
    [
      'a folder of migrations that is missing',
      () => ({ MIGRATIONS_FOLDER: 'nowhere' }),
      'MIGRATIONS_FOLDER: the folder nowhere/sqlite cannot be read: ENOENT',
    ],
    [
      'a faulty migration',
      async (folder) => {
        await mkdir(join(folder, 'tables/sqlite'), { recursive: true });
        await writeFile(join(folder, 'tables/sqlite/0001-savings.sql'), 'CREATE TABLE app_saving (id TEXT;');
        return { MIGRATIONS_FOLDER: 'tables' };
      },
      'MIGRATIONS_FOLDER: tables/sqlite/0001-savings.sql: near ";": syntax error',
    ],
    [
      'nothing to do',
      () => ({ RECEIVE: 'off', HANDLERS: 'off' }),
      'RECEIVE: expected on, because HANDLERS is off: this process would do nothing',
    ],
    ['a port that is taken', async () => ({ PORT: await takenPort() }), 'PORT: listen EADDRINUSE'],
    [
      'an admin port that is taken',
      async () => ({ ADMIN_PORT: await takenPort() }),
      'ADMIN_PORT: listen EADDRINUSE',
    ],
    ['an address of another machine', () => ({ HOST: '192.0.2.1' }), 'PORT: listen EADDRNOTAVAIL'],
    [
      'TLS files that cannot be read',
      () => ({ TLS_CERT_FILE: 'nowhere.pem', TLS_KEY_FILE: '/' }),
      'TLS_CERT_FILE: nowhere.pem cannot be read\nTLS_KEY_FILE: / cannot be read',
    ],
    [
      'TLS files that are the wrong way round',
      (folder) => {
        const { certFile, keyFile } = makeCertificate(folder);
        return { TLS_CERT_FILE: keyFile, TLS_KEY_FILE: certFile };
      },
      'TLS_CERT_FILE: ',
    ],
    ['a certificate without a key', () => ({ TLS_CERT_FILE: 'cert.pem' }), 'TLS_KEY_FILE: expected a file'],
    [
      'a folder in place of the file of keys',
      () => ({ API_KEYS_FILE: '.' }),
      'API_KEYS_FILE: . cannot be read',
    ],
    [
      'a duration that no timer supports',
      () => ({ HANDLER_TIMEOUT: '30d' }),
      'HANDLER_TIMEOUT: expected a duration from 1ms to 24h, such as 500ms, 10s or 5m, found "30d"',
    ],
  ])('%s', async (_what, prepare, sentence) => {
    const { folder, start } = await programFolder();
    const receiver = start(await prepare(folder));
    expect(await receiver.exited).toBe(1);
    const [first, ...said] = receiver.output().split('\n');
    expect(first).toBe('The receiver did not start.');
    expect(said.join('\n')).toMatch(sentence);
    expect(receiver.output()).not.toContain('    at ');
  });

  it.each(['store', 'reader'])('a thread of the inbox that fails: the %s', async (program) => {
    const { folder, start } = await programFolder();
    await writeFile(
      join(folder, 'fault.mjs'),
      `import { workerData } from 'node:worker_threads';
       if (workerData?.program === '${program}') throw new Error('no more threads');`,
    );
    const receiver = start({}, [join(folder, 'fault.mjs')]);
    expect(await receiver.exited).toBe(1);
    expect(receiver.output()).toBe('The receiver did not start.\nDATABASE_URL: no more threads\n');
    // What had been opened has been closed: nothing is left of the log.
    if (program !== 'store') expect(await readdir(join(folder, 'data'))).not.toContain('inbox.db-wal');

    const next = start();
    await next.started();
    expect(await next.stop()).toBe(0);
  });

  it('with a line for each variable if several cannot be used', async () => {
    const { start } = await programFolder();
    const receiver = start({
      NODE_ENV: 'production',
      API_KEYS: '',
      ADMIN_TOKEN: '',
      TLS_CERT_FILE: 'nowhere.pem',
    });
    expect(await receiver.exited).toBe(1);
    expect(receiver.output().trim().split('\n')).toEqual([
      'The receiver did not start.',
      'API_KEYS: expected at least one key in production (or API_KEYS_FILE)',
      'ADMIN_TOKEN: expected a token in production',
      'TLS_KEY_FILE: expected a file, as TLS_CERT_FILE names one',
    ]);
    const ports = start({ PORT: await takenPort(), ADMIN_PORT: await takenPort() });
    expect(await ports.exited).toBe(1);
    expect(ports.output()).toMatch(/PORT: listen EADDRINUSE.*\nADMIN_PORT: listen EADDRINUSE.*\n$/);
  });
});

it('a receiver starts with every form of a path', async () => {
  const { folder, start } = await programFolder();
  for (const url of [
    'file:./one/inbox.db',
    'file:two/inbox.db',
    `file:${folder}/three/inbox.db`,
    `file://${folder}/my%20four/inbox.db`,
  ]) {
    const receiver = start({ DATABASE_URL: url });
    await receiver.started();
    expect(await receiver.stop()).toBe(0);
  }
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['my four', 'one', 'three', 'two']));
  await rm(join(folder, 'one'), { recursive: true });
});
