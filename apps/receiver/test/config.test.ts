import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadAdminToken } from '../src/admin/token.ts';
import { ConfigError } from '../src/config/config-error.ts';
import { type Config, readConfig, settingsInUse } from '../src/config.ts';
import { SECURITY_SCHEMES } from '../src/generated/requests.ts';
import { loadSecrets, type SchemeSecrets } from '../src/public/credentials.ts';
import { configurationTable, environmentExample } from './config-documents.ts';

const [scheme] = Object.values(SECURITY_SCHEMES);

/** The keys of the contract's API key. */
function loadKeys(config: Config, file: string): Promise<SchemeSecrets> {
  if (!scheme) throw new Error('the contract requires no secret');
  return loadSecrets(scheme, config, file);
}

describe('configuration', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({ PORT: 8080, ADMIN_HOST: '127.0.0.1', SHUTDOWN_TIMEOUT: 10_000 });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', LOG_LEVEL: '  ' })).toEqual(readConfig({}));
  });

  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
  ])('reads the duration %s', (text, milliseconds) => {
    expect(readConfig({ SHUTDOWN_TIMEOUT: text }).SHUTDOWN_TIMEOUT).toBe(milliseconds);
  });

  it('names every variable that cannot be used, one line each, with what was found and expected', () => {
    const wrong = {
      PORT: '99999',
      LOG_LEVEL: 'loud',
      NODE_ENV: 'prod',
      SHUTDOWN_TIMEOUT: 'soon',
      HANDLER_TIMEOUT: '30d',
      DATABASE_URL: 'file::memory:',
      API_KEYS: 'secret,,',
      MAX_BODY_BYTES: '-1',
    };
    expect(() => readConfig(wrong)).toThrow(ConfigError);
    expect(lines(() => readConfig(wrong))).toEqual([
      'API_KEYS: expected keys separated by commas, none of them empty',
      'DATABASE_URL: expected file: and the path of a SQLite database, not in memory, found "file::memory:"',
      'HANDLER_TIMEOUT: expected a duration from 1ms to 24h, such as 500ms, 10s or 5m, found "30d"',
      'LOG_LEVEL: expected fatal, error, warn, info, debug, trace or silent, found "loud"',
      'MAX_BODY_BYTES: expected a number of bytes from 1 to 16777216, found "-1"',
      'NODE_ENV: expected development, test or production, found "prod"',
      'PORT: expected a port number from 0 to 65535, found "99999"',
      'SHUTDOWN_TIMEOUT: expected a duration from 0ms to 24h, such as 500ms, 10s or 5m, found "soon"',
    ]);
  });

  it('shows no password of a database, in no message and not among the settings in use', () => {
    const wrong = [
      'postgres://user:secret@host',
      'postgres://user:secret',
      'postgres://user:secret@[host/inbox',
    ];
    for (const url of wrong) {
      const [line = ''] = lines(() => readConfig({ DATABASE_URL: url }));
      expect(line).toMatch(/^DATABASE_URL: expected postgres:\/\/user@host\/database/);
      expect(line).not.toContain('secret');
    }
    const config = readConfig({ DATABASE_URL: 'postgres://user:secret@host/inbox' });
    const shown = settingsInUse(config).find(({ name }) => name === 'DATABASE_URL');
    expect(shown?.value).toBe('postgres://user@host/inbox');
  });

  it.each([
    [
      'HANDLER_TIMEOUT',
      ['1ms', '24h', '1d'],
      ['0ms', '86400001ms', '25h', '2d', '99999999999999999999d', '1e3s', '-1s'],
    ],
    ['HANDLER_LEASE', ['1s', '24h'], ['999ms', '25h']],
    ['DATABASE_STATEMENT_TIMEOUT', ['100ms', '1h'], ['99ms', '61m']],
    ['SHUTDOWN_TIMEOUT', ['0s', '24h', '60m'], ['1441m', '86400001ms', '2d', '1.5s', '5 s', '5']],
    ['DEDUPLICATION_WINDOW', ['0ms', '30d', '720h'], ['31d', '721h', '25d1h', 'Infinity', '٣s']],
  ])('limits %s to durations that a timer supports and that are useful', (name, accepted, rejected) => {
    for (const value of accepted) expect(() => readConfig({ [name]: value })).not.toThrow();
    for (const value of rejected)
      expect(lines(() => readConfig({ [name]: value }))).toEqual([
        expect.stringMatching(`^${name}: expected a duration from .* to .*, found "`),
      ]);
  });

  // These tests generate both documents: `vitest --update` writes them.
  it('is described in docs/configuration.md', async () => {
    await expect(configurationTable()).toMatchFileSnapshot('../../../docs/configuration.md');
  });

  it('is listed in .env.example', async () => {
    await expect(environmentExample()).toMatchFileSnapshot('../../../.env.example');
  });
});

describe('keys', () => {
  it('come from the environment and from a file', async () => {
    const file = join(await temporaryFolder(), 'keys');
    await writeFile(file, 'two\r\n\n three \n');
    const { isValid, generated } = await loadKeys(
      readConfig({ API_KEYS: 'one', API_KEYS_FILE: file }),
      'unused',
    );
    expect(['one', 'two', 'three', 'four', '', undefined].map(isValid)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(generated).toBeUndefined();
  });

  it('are generated once if none is configured, and stored in a file that only its owner can read', async () => {
    const file = join(await temporaryFolder(), 'data/api-key');
    const first = await loadKeys(readConfig({}), file);
    const second = await loadKeys(readConfig({}), file);
    expect(first.generated).toMatchObject({ isNew: true, secret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(second.generated).toEqual({ ...first.generated, isNew: false });
    expect(second.isValid(first.generated?.secret)).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
  });

  it('are generated again if an interrupted start has left an empty file: an empty key is never valid', async () => {
    const file = join(await temporaryFolder(), 'api-key');
    await writeFile(file, '\n');
    const { isValid, generated } = await loadKeys(readConfig({}), file);
    expect(generated).toMatchObject({ isNew: true });
    expect(['', generated?.secret].map(isValid)).toEqual([false, true]);
    expect((await loadKeys(readConfig({}), file)).generated).toEqual({ ...generated, isNew: false });
  });

  it('are read from a file with a byte order mark and comments', async () => {
    const file = join(await temporaryFolder(), 'keys');
    await writeFile(file, '\uFEFFone-of-the-two-keys\n# since March\n  # the next\nthe-other-of-both#\n');
    const { isValid } = await loadKeys(readConfig({ API_KEYS_FILE: file }), 'unused');
    expect(
      [
        'one-of-the-two-keys',
        'the-other-of-both#',
        '# since March',
        '# the next',
        '\uFEFFone-of-the-two-keys',
      ].map(isValid),
    ).toEqual([true, true, false, false, false]);
  });

  const expected = 'expected keys of at least 16 characters, printable ASCII without spaces and commas';

  it.each([
    ['a-key-of-15-char'.slice(0, 15), false],
    ['a-key-of-16-char', true],
    ['!#$%&()*+-./:;<=>?@[]^_`{|}~"\'\\', true],
    ['a key of many characters', false],
    ['a,key,of,many,characters', false],
    ['a-key-with-ümläuts-in-it', false],
    ['a-key-with-\u{1f511}-in-it', false],
    ['a-key-with-a\ttab-in-it', false],
    ['a-key-with-a\u0000nul-in-it', false],
    ['a-key-with-a\u00a0blank-in-it', false],
    ['a-key-with-a\u200bnothing-in-it', false],
    ['a-key-with-a\u007fdelete-in-it', false],
  ])('in production may be %j: %s', async (key, isAllowed) => {
    const file = join(await temporaryFolder(), 'keys');
    await writeFile(file, key);
    const load = (environment: Record<string, string>) =>
      loadKeys(readConfig({ API_KEYS_FILE: file, ...environment }), 'unused');
    expect((await load({})).warnings).toEqual(isAllowed ? [] : [`API_KEYS_FILE: ${expected}`]);
    const inProduction = load({ NODE_ENV: 'production' });
    if (isAllowed) expect((await inProduction).isValid(key)).toBe(true);
    else await expect(inProduction).rejects.toThrow(`API_KEYS_FILE: ${expected}`);
  });

  it('that are too weak are reported with one line per variable, and without the key', async () => {
    const file = join(await temporaryFolder(), 'keys');
    await writeFile(file, 'short\nshorter\n');
    const config = readConfig({ API_KEYS: 'weak,weaker', API_KEYS_FILE: file, NODE_ENV: 'production' });
    await expect(loadKeys(config, 'unused')).rejects.toThrow(
      new ConfigError(`API_KEYS: ${expected}\nAPI_KEYS_FILE: ${expected}`),
    );
  });

  it.each([
    [{ NODE_ENV: 'production' }, 'API_KEYS: expected at least one key in production'],
    [{ API_KEYS_FILE: '/nowhere/keys' }, 'API_KEYS_FILE: /nowhere/keys cannot be read'],
    [{ API_KEYS_FILE: '/dev/null' }, 'API_KEYS_FILE: /dev/null contains no key'],
  ])('prevent the start with %j', async (environment, message) => {
    await expect(loadKeys(readConfig(environment), 'unused')).rejects.toThrow(message);
  });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function lines(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    return error instanceof ConfigError ? error.message.split('\n').sort() : [String(error)];
  }
  return [];
}

describe('the admin token', () => {
  it('comes from the environment', async () => {
    const { operatorOf, generated } = await loadAdminToken(
      readConfig({ ADMIN_TOKEN: 'a-token-of-ours-1' }),
      '/nowhere',
    );
    expect(operatorOf('a-token-of-ours-1')).toMatchObject({ name: 'admin', role: 'operator' });
    expect([operatorOf('another'), operatorOf(undefined)]).toEqual([undefined, undefined]);
    expect(generated).toBeUndefined();
  });

  it('is generated if none is configured, but not in production', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { operatorOf, generated } = await loadAdminToken(readConfig({}), join(folder, 'admin-token'));
    expect(operatorOf(generated?.secret)).toMatchObject({ name: 'admin' });
    await expect(loadAdminToken(readConfig({ NODE_ENV: 'production' }), '/nowhere')).rejects.toThrow(
      'ADMIN_TOKEN: expected a token in production',
    );
  });

  it.each(['short', 'with a blank in between', 'ümläute-are-not-safe-here'])('is not %j', (token) => {
    expect(() => readConfig({ ADMIN_TOKEN: token })).toThrow(
      /^ADMIN_TOKEN: expected at least 16 letters, digits or any of - . _ ~ \+ \/$/,
    );
  });
});
