import { INVALID_KINDS } from '@partner-webhooks/simulator';
import { EVENT_TYPES, type EventType, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { respondWith, startServer } from './small-server.ts';
import { runCli, type StartedReceiver, startReceiver } from './started-receiver.ts';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver?.stop());

const send = (...words: string[]) => receiver.cli('send', '--url', receiver.url, ...words);

/** What was sent, with the results. */
async function sent(...words: string[]): Promise<Record<string, unknown>[]> {
  const { code, out, err } = await send('--json', ...words);
  expect(code, err).toBe(0);
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function inboxBodies(): Promise<string[]> {
  const { out } = await receiver.cli('inbox', 'export');
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).body);
}

describe('send', () => {
  it.each(EVENT_TYPES)(
    '%s: generated payloads are received, each with another subject',
    async (eventType) => {
      const results = await sent(eventType, '--count', '3');
      expect(results.map(({ status }) => status)).toEqual([200, 200, 200]);
      const bodies = results.map(({ body }) => String(body));
      // Payloads without a subject may be equal.
      if ('subject' in registry[eventType]) expect(new Set(bodies).size).toBe(3);
      expect(await inboxBodies()).toEqual(expect.arrayContaining(bodies));
    },
  );

  it('generates the same payloads for the same seed', async () => {
    const bodies = async (...words: string[]) =>
      (await sent('TRANSFER_NOTIFICATION', '--count', '2', ...words)).map(({ body }) => body);
    const first = await bodies('--seed', '7');
    expect(await bodies('--seed', '7')).toEqual(first);
    expect(await bodies('--seed', '8')).not.toEqual(first);
  });

  it('sends an example with other values', async () => {
    const [result] = await sent(
      ...['TRANSFER_NOTIFICATION', '--example', 'processed'],
      ...['--set', 'status=REJECTED', '--set', 'validationError.errorType=INSUFFICIENT_BALANCE'],
    );
    expect(JSON.parse(String(result?.['body']))).toMatchObject({
      transferId: '0c9e8b7a-1d2f-4a3b-8c4d-5e6f7a8b9c0d',
      status: 'REJECTED',
      validationError: { errorType: 'INSUFFICIENT_BALANCE' },
    });
  });

  it('sends an example --count times, and the receiver stores it once', async () => {
    const words = ['OFFBOARDING_NOTIFICATION', '--example', 'approved', '--count', '3'];
    expect(await sent(...words)).toHaveLength(3);
    const { out } = await receiver.cli(
      'inbox',
      'list',
      '--json',
      '--text',
      '4d80f5b7-29ce-4163-b8a4-5f0e7d1c9a62',
    );
    expect(JSON.parse(out)).toMatchObject({ deliveries: 3 });
  });

  it('shows the status, the duration, and the subject', async () => {
    const { out } = await send('TRANSFER_NOTIFICATION', '--example', 'processed');
    expect(out).toMatch(
      /^200 +\d+\.\d ms {2}TRANSFER_NOTIFICATION {2}0c9e8b7a-1d2f-4a3b-8c4d-5e6f7a8b9c0d\n$/,
    );
  });

  it('shows each violation that a receiver reports, and exits with 1', async () => {
    const { code, out, err } = await send(
      'TRANSFER_NOTIFICATION',
      '--set',
      'transferId=7',
      '--set',
      'modifiedOn=now',
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^400 .* INVALID_NOTIFICATION .* \(request [\w-]+\) {2}\(expected 200\)$/m);
    expect(out).toMatch(/^ +\/transferId .*uuid.*$/m);
    expect(out).toMatch(/^ +\/modifiedOn .*date-time.*$/m);
    expect(err).toBe('1 of 1 without the expected status\n');
  });

  it.each([
    ['one body, byte for byte', '{ "regularToken": 1.50,\n  "premiumToken": 2 }\n', 1],
    ['one body per line', '{"regularToken":3,"premiumToken":2}\n\n{"regularToken":4,"premiumToken":2}\n', 2],
  ])('sends a file: %s', async (_what, text, count) => {
    const environment = { API_KEY: 'key' };
    const words = ['send', 'RE_TOKEN_PRICES', '--file', 'prices', '--url', receiver.url];
    const { code, out } = await runCli(words, environment, { prices: text });
    expect([code, out.match(/^200 /gm)?.length]).toEqual([0, count]);
    expect(await inboxBodies()).toEqual(
      expect.arrayContaining(count === 1 ? [text] : text.trim().split('\n\n')),
    );
  });

  it('sends a file that is not JSON, and shows that it is rejected', async () => {
    const words = ['send', 'RE_TOKEN_PRICES', '--file', 'prices', '--url', receiver.url];
    const { code, out } = await runCli(words, { API_KEYS: 'key,other' }, { prices: '{"regularToken":3,\n' });
    expect(code).toBe(1);
    expect(out).toMatch(/^400 .*MALFORMED_JSON/);
  });
});

describe('send --invalid', () => {
  const kinds = Object.entries(INVALID_KINDS).map(([name, { rejectedWith }]) => ({
    name,
    expected: rejectedWith ?? 200,
  }));

  it.each(kinds)('$name gets $expected, for every event type', async ({ name, expected }) => {
    for (const eventType of EVENT_TYPES.filter((each) => supports(name, each))) {
      const [result] = await sent(eventType, '--invalid', name);
      expect(result, eventType).toMatchObject({ expected, status: expected });
      if (expected !== 200) expect(result?.['error'], eventType).toHaveProperty('errorCode');
    }
  });

  it.each(
    kinds.flatMap(({ name }) =>
      EVENT_TYPES.filter((each) => !supports(name, each)).map((eventType) => ({ name, eventType })),
    ),
  )('$name is wrong usage for a $eventType, which has nothing to make wrong', async ({ name, eventType }) => {
    const { code, out, err } = await send(eventType, '--invalid', name);
    expect([code, out, err]).toEqual([
      2,
      '',
      expect.stringContaining(`A ${eventType} has nothing that could be ${name}.`),
    ]);
  });

  it.each(['unknown-value', 'unknown-property'])('%s is observed', async (kind) => {
    await sent('STRATEGY_NOTIFICATION', '--invalid', kind);
    const { out } = await receiver.cli('observations');
    expect(out).toMatch(new RegExp(`^STRATEGY_NOTIFICATION .* ${kind} `, 'm'));
  });

  it('exits with 1 if the response has another status', async () => {
    const url = await startServer(respondWith(() => 200));
    const words = ['send', 'TRANSFER_NOTIFICATION', '--invalid', 'missing-required', '--url', url];
    const { code, out } = await runCli(words, { API_KEY: 'any' });
    expect(code).toBe(1);
    expect(out).toContain('(expected 400)');
  });
});

describe('exit codes of send', () => {
  it.each([
    ['an unknown event type', ['NO_SUCH_NOTIFICATION']],
    ['an unknown example', ['TRANSFER_NOTIFICATION', '--example', 'lost']],
    ['an unknown kind', ['TRANSFER_NOTIFICATION', '--invalid', 'ugly']],
    ['a value of another type', ['RE_TOKEN_PRICES', '--set', 'regularToken=cheap']],
    ['an example and a file', ['RE_TOKEN_PRICES', '--example', 'published', '--file', 'x']],
    ['a file that is not there', ['RE_TOKEN_PRICES', '--file', 'x']],
    ['an address that is none', ['RE_TOKEN_PRICES', '--url', 'localhost']],
    ['no event type', []],
  ])('2: %s', async (_why, words) => {
    const { code, out, err } = await send(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

  it('2: there is no key; the one in data/api-key is used', async () => {
    const words = ['send', 'RE_TOKEN_PRICES', '--url', receiver.url];
    expect(await runCli(words, {})).toMatchObject({ code: 2, err: expect.stringContaining('API_KEY') });
    expect(await runCli(words, {}, { 'data/api-key': 'key\n' })).toMatchObject({ code: 0 });
  });

  it('3: there is no response', async () => {
    const { code, out } = await runCli(['send', 'RE_TOKEN_PRICES', '--url', 'http://127.0.0.1:1'], {
      API_KEY: 'any',
    });
    expect(code).toBe(3);
    expect(out).toMatch(/^--- .*ECONNREFUSED/);
  });
});

/** Whether the payloads of an event type have something that could be wrong, or new, in this way. */
function supports(kind: string, eventType: EventType): boolean {
  const needed = { 'bad-format': /"format":"(uuid|date-time)"/, 'unknown-value': /"x-extensible":true/ }[
    kind
  ];
  return !needed || needed.test(JSON.stringify([...schemasIn(registry[eventType].schema)]));
}

/** A component schema and all that it refers to, at any distance. */
function schemasIn(name: string, found = new Set<object>()): ReadonlySet<object> {
  const schemas: Readonly<Record<string, object>> = contract.components.schemas;
  const schema = schemas[name];
  if (!schema || found.has(schema)) return found;
  found.add(schema);
  for (const [, inner = ''] of JSON.stringify(schema).matchAll(/"\$ref":"[^"]*\/([^"/]+)"/g))
    schemasIn(inner, found);
  return found;
}
