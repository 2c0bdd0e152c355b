import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isOneOf } from '../src/config/secret.ts';
import { readConfig } from '../src/config.ts';
import type { RequestRules } from '../src/generated/requests.ts';
import type { CheckedScheme } from '../src/public/credentials.ts';
import { startupBanner } from '../src/startup-banner.ts';

// main.test.ts runs the command for the contract of this repository. Here it has what other contracts require.

const run = promisify(execFile);

const address: AddressInfo = { address: '127.0.0.1', family: 'IPv4', port: 8080 };

/** The arguments of curl in the command that sends the example, as a shell reads them. */
async function argumentsOf(
  rules: Partial<RequestRules>,
  schemes: Readonly<Record<string, CheckedScheme>>,
  body: unknown = { text: "it's" },
  headers: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const requests = {
    TRANSFER_NOTIFICATION: {
      method: 'POST',
      mediaTypes: ['application/json'],
      security: [],
      headers: [],
      acknowledgement: 200,
      ...rules,
    },
  };
  const text = startupBanner(
    readConfig({}),
    schemes,
    {},
    { address, adminAddress: { ...address, port: 9090 } },
    { example: { eventType: 'TRANSFER_NOTIFICATION', body, headers }, requests },
  );
  const command = /^ +curl -i [\s\S]*?(?=\n\n)/m.exec(text)?.[0] ?? '';
  const { stdout } = await run('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${command}`]);
  return stdout.trimEnd().split('\n');
}

const scheme = (
  type: CheckedScheme['type'],
  header: string,
  secret: string,
  file = '/nowhere',
  isNew = true,
): CheckedScheme => ({
  type,
  header,
  secrets: 'API_KEYS',
  isValid: isOneOf([secret]),
  warnings: [],
  generated: { secret, file, isNew },
});

describe('the command that sends the first example', () => {
  it('has method, headers, media type and body, whatever is in them', async () => {
    const header = { required: true, schema: true, json: false, explode: false };
    const rules = {
      method: 'PUT',
      mediaTypes: ['application/*', 'application/vnd.shop+json; v="1"'],
      headers: [
        { ...header, name: 'X-Depot' },
        { ...header, name: 'X-Other' },
        { ...header, name: 'X-Not', required: false },
      ],
    };
    const body = { text: `it's $HOME "quoted" \`x\` \\ ünï` };
    expect(await argumentsOf(rules, {}, body, { 'X-Depot': "d'1" })).toEqual([
      '-i',
      '-X',
      'PUT',
      'http://localhost:8080/transfer-notification',
      '-H',
      "X-Depot: d'1",
      '-H',
      'X-Other: <X-Other>',
      '-H',
      'content-type: application/vnd.shop+json; v="1"',
      '-d',
      JSON.stringify(body),
    ]);
  });

  it('has the secrets of the first alternative', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'basic-credentials');
    await writeFile(file, 'platform:stored\n');
    const schemes = {
      id: scheme('apiKey', 'x-id', 'key'),
      person: scheme('basic', 'authorization', 'platform:stored', file, false),
      token: scheme('bearer', 'authorization', 'token'),
    };
    const secretsFor = async (security: RequestRules['security']) =>
      (await argumentsOf({ security }, schemes)).slice(2, -4);
    expect(await secretsFor([['id', 'person'], ['token']])).toEqual([
      '-H',
      'x-id: key',
      '-u',
      'platform:stored',
    ]);
    expect(await secretsFor([['token']])).toEqual(['-H', 'authorization: Bearer token']);
    expect(await secretsFor([])).toEqual([]);
  });

  it('is left out if the contract has no example', () => {
    const listener = { address, adminAddress: address };
    const text = startupBanner(readConfig({}), {}, {}, listener, {
      example: undefined,
      requests: {},
    });
    expect(text).not.toContain('Send a notification');
    expect(text).toContain('See what was received');
  });
});
