import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig, settingsInUse } from '../src/config.ts';
import type { SecurityScheme } from '../src/generated/requests.ts';
import { loadCredentials } from '../src/public/credentials.ts';

// The secrets of all security schemes that a contract can require. config.test.ts has the rules for API keys.

type Schemes = Readonly<Record<string, SecurityScheme>>;

const BASIC: Schemes = { person: { type: 'basic', header: 'authorization', secrets: 'BASIC_CREDENTIALS' } };
const BEARER: Schemes = { token: { type: 'bearer', header: 'authorization', secrets: 'BEARER_TOKENS' } };
const KEY: Schemes = { shop: { type: 'apiKey', header: 'x-shop', secrets: 'API_KEYS' } };
const TWO_KEYS: Schemes = {
  clientId: { type: 'apiKey', header: 'x-id', secrets: 'API_KEYS_CLIENT_ID' },
  clientSecret: { type: 'apiKey', header: 'x-secret', secrets: 'API_KEYS_CLIENT_SECRET' },
};

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function load(schemes: Schemes, environment: Record<string, string>, folder = '/nowhere') {
  return loadCredentials(readConfig(environment, schemes), folder, schemes);
}

/** The lines of the error that prevents the start. */
async function problems(schemes: Schemes, environment: Record<string, string>): Promise<string[]> {
  return load(schemes, environment).then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );
}

describe('secrets', () => {
  it('come from the variable of the scheme and from its file', async () => {
    const file = join(await temporaryFolder(), 'secrets');
    await writeFile(file, 'shop:with,comma\n');
    const environment = { BASIC_CREDENTIALS: 'one:1, two:2', BASIC_CREDENTIALS_FILE: file };
    const { person } = await load(BASIC, environment);
    expect(
      ['one:1', 'two:2', 'shop:with,comma', 'one:2', undefined].map((each) => person?.isValid(each)),
    ).toEqual([true, true, true, false, false]);
  });

  it('of several schemes of one type come from variables with their names, and are no setting that is shown', async () => {
    const environment = { API_KEYS_CLIENT_ID: 'id', API_KEYS_CLIENT_SECRET: 'secret' };
    const { clientId, clientSecret } = await load(TWO_KEYS, environment);
    expect([clientId?.isValid('id'), clientId?.isValid('secret')]).toEqual([true, false]);
    expect([clientSecret?.isValid('secret'), clientSecret?.isValid('id')]).toEqual([true, false]);
    expect(JSON.stringify(settingsInUse(readConfig(environment, TWO_KEYS)))).not.toContain('"secret"');
  });

  it('are generated outside production, each in a file of its own', async () => {
    const folder = await temporaryFolder();
    const { person, token, clientId } = await load({ ...BASIC, ...BEARER, ...TWO_KEYS }, {}, folder);
    expect((await readdir(folder)).sort()).toEqual([
      'api-key-client-id',
      'api-key-client-secret',
      'basic-credentials',
      'bearer-token',
    ]);
    expect(person?.generated?.secret).toMatch(/^platform:[\w-]{43}$/);
    expect(token?.generated?.secret).toMatch(/^[\w-]{43}$/);
    expect(clientId?.isValid(clientId.generated?.secret)).toBe(true);
  });

  it('use the configured header for the only API key', async () => {
    const loaded = await load(KEY, { API_KEYS: 'key', API_KEY_HEADER: 'X-Other' });
    expect(loaded['shop']?.header).toBe('x-other');
  });

  const production = { NODE_ENV: 'production' };

  it.each<[string, Schemes, Record<string, string>, string[]]>([
    [
      'no secret in production',
      { ...BASIC, ...BEARER },
      production,
      [
        'BASIC_CREDENTIALS: expected at least one user name with a password in production (or BASIC_CREDENTIALS_FILE)',
        'BEARER_TOKENS: expected at least one token in production (or BEARER_TOKENS_FILE)',
      ],
    ],
    [
      'credentials without a colon',
      BASIC,
      { BASIC_CREDENTIALS: 'shop' },
      ['BASIC_CREDENTIALS: expected user:password with passwords of at least 16 characters'],
    ],
    [
      'a short password in production',
      BASIC,
      { ...production, BASIC_CREDENTIALS: 'a-long-user-name:short' },
      ['BASIC_CREDENTIALS: expected user:password with passwords of at least 16 characters'],
    ],
    [
      'a token in production that cannot be sent',
      BEARER,
      { ...production, BEARER_TOKENS: 'a-token-with:a-colon' },
      ['BEARER_TOKENS: expected tokens of at least 16 letters, digits or any of - . _ ~ + /'],
    ],
    [
      'secrets of a type that the contract does not require',
      BASIC,
      { BASIC_CREDENTIALS: 'a:b', API_KEYS: 'key', BEARER_TOKENS_FILE: 'tokens', API_KEY_HEADER: 'x' },
      [
        'API_KEYS: the contract does not require this API key: remove the variable; it requires BASIC_CREDENTIALS',
        'BEARER_TOKENS_FILE: the contract does not require this bearer token: remove the variable; it requires BASIC_CREDENTIALS',
        'API_KEY_HEADER: the contract does not require this API key: remove the variable; it requires BASIC_CREDENTIALS',
      ],
    ],
    [
      'one variable for two keys',
      TWO_KEYS,
      { API_KEYS: 'key', API_KEYS_CLIENT_ID: 'id', API_KEYS_CLIENT_SECRET: 'secret' },
      [
        'API_KEYS: the contract does not require this API key: remove the variable; it requires API_KEYS_CLIENT_ID, API_KEYS_CLIENT_SECRET',
      ],
    ],
    [
      'keys for a contract without security',
      {},
      { API_KEYS: 'key' },
      ['API_KEYS: the contract does not require this API key: remove the variable'],
    ],
  ])('prevent the start: %s', async (_what, schemes, environment, expected) => {
    expect(await problems(schemes, environment)).toEqual(expected);
  });
});
