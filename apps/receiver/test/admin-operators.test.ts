import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registry } from '@partner-webhooks/types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseOperators } from '../src/admin/operators.ts';
import { TIMINGS } from '../src/http/timings.ts';
import { adminClient, lastId } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver } from './running-receiver.ts';

const ALICE = 'the-token-of-alice';
const BOB = 'the-token-of-bob-x';

let folder: string;
let file: string;
let receiver: RunningReceiver;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokens-'));
  file = join(folder, 'tokens');
  await writeFile(file, `# who may do what\n\nalice operator ${ALICE}\nbob read-only ${BOB}\n`);
  receiver = await runReceiver({
    environment: { ADMIN_TOKENS_FILE: file, HANDLERS: 'off' },
    timings: { ...TIMINGS, renewalMs: 20 },
  });
});
afterAll(async () => {
  await receiver?.stop();
  await rm(folder, { recursive: true });
});

describe('a token with the role read-only', () => {
  it('sees everything, and changes nothing', async () => {
    const bob = adminClient(receiver, BOB);
    await post(receiver.url + registry.RE_TOKEN_PRICES.path, exampleOf('RE_TOKEN_PRICES'));
    for (const path of ['/api/statistics', '/api/overview', '/api/config', '/api/audit'] as const)
      expect((await bob.GET(path)).response.status).toBe(200);
    const params = { path: { id: await lastId(bob) } };
    expect((await bob.GET('/api/notifications/{id}', { params })).response.status).toBe(200);
    const { error, response } = await bob.POST('/api/notifications/{id}/discard', {
      params,
      body: { reason: 'why' },
    });
    expect([response.status, error]).toMatchObject([
      403,
      {
        errorCode: 'FORBIDDEN',
        message: 'The token of bob has the role read-only: this needs a token with the role operator.',
      },
    ]);
    expect((await bob.GET('/api/notifications/{id}', { params })).data?.state).toBe('pending');
    const body = { eventType: 'RE_TOKEN_PRICES', body: '{}' };
    expect((await bob.POST('/api/validate', { body })).data?.valid).toBe(false);
  });
});

describe('the audit log', () => {
  it('has who did what, when, with which filter, and to how many, but no dry run', async () => {
    const alice = adminClient(receiver, ALICE);
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, exampleOf('TRANSFER_NOTIFICATION'));
    const filter = { eventType: 'TRANSFER_NOTIFICATION' };
    await alice.POST('/api/notifications/replay', { body: { filter, dryRun: true } });
    await alice.POST('/api/notifications/replay', { body: { filter } });
    const params = { path: { eventType: 'TRANSFER_NOTIFICATION' } };
    const { data: pause } = await alice.POST('/api/event-types/{eventType}/pause', { params, body: {} });
    expect(pause?.pausedBy).toBe('alice');
    await adminClient(receiver).POST('/api/event-types/{eventType}/resume', { params });
    const { data } = await alice.GET('/api/audit', { params: { query: { limit: 2 } } });
    expect(data?.items).toMatchObject([
      {
        operator: 'admin',
        action: 'resume',
        details: { eventType: 'TRANSFER_NOTIFICATION', wasPaused: true },
      },
      { operator: 'alice', action: 'pause', details: { eventType: 'TRANSFER_NOTIFICATION' } },
    ]);
    const query = { cursor: data?.nextCursor ?? '' };
    const { data: next } = await alice.GET('/api/audit', { params: { query } });
    expect(next?.items).toMatchObject([
      { operator: 'alice', action: 'replay', details: { filter, matched: 1, done: 1 } },
    ]);
    const filtered = async (asked: object) => {
      const found = await alice.GET('/api/audit', { params: { query: asked } });
      return found.data?.items.map(({ operator, action }) => `${operator}: ${action}`);
    };
    expect(await filtered({ operator: 'alice' })).toEqual(['alice: pause', 'alice: replay']);
    expect(await filtered({ action: 'resume', from: '2000-01-01T00:00:00+02:00' })).toEqual([
      'admin: resume',
    ]);
    expect(await filtered({ operator: 'bob' })).toEqual([]);
    expect(await filtered({ to: '2000-01-01T00:00:00Z' })).toEqual([]);
    expect(await filtered({ from: 'yesterday' })).toBeUndefined();
    expect(Date.now() - Date.parse(next?.items[0]?.at ?? '')).toBeLessThan(60_000);
  });
});

describe('ADMIN_TOKENS_FILE', () => {
  it('is loaded again when it has changed; a file with a fault changes nothing', async () => {
    const statusOf = async (token: string) =>
      (await adminClient(receiver, token).GET('/api/statistics')).response.status;
    await appendFile(file, 'carol operator the-token-of-carol\n');
    await vi.waitFor(async () => expect(await statusOf('the-token-of-carol')).toBe(200), 30_000);
    await appendFile(file, 'dave owner the-token-of-dave-x\n');
    await vi.waitFor(
      () => expect(receiver.logged.map(({ reason }) => reason).join()).toContain('line 6: expected the role'),
      30_000,
    );
    expect(JSON.stringify(receiver.logged)).not.toMatch(/the-token-of/);
    expect(await statusOf('the-token-of-carol')).toBe(200);
    await writeFile(file, `alice operator ${ALICE}\nbob read-only ${BOB}\n`);
    await vi.waitFor(async () => expect(await statusOf('the-token-of-carol')).toBe(401), 30_000);
  });

  it.each([
    ['', 'tokens has no operator'],
    ['# no operator yet', 'tokens has no operator'],
    ['alice', 'line 1: expected a name, a role and a token with spaces in between, found 1 words'],
    [
      'alice operator a b',
      'line 1: expected a name, a role and a token with spaces in between, found 4 words',
    ],
    [`al!ce operator ${ALICE}`, 'line 1: expected a name of at most 64 letters, digits or any of - . _ @'],
    [`alice Operator ${ALICE}`, 'line 1: expected the role operator or read-only after the name'],
    ['alice operator short', 'line 1: expected a token of at least 16 letters, digits or any of - . _ ~ + /'],
    [
      `alice operator ${ALICE}\n\nalice read-only ${BOB}`,
      'line 3: expected the name alice once, it is also in line 1',
    ],
    [
      `alice operator ${ALICE}\nbob operator ${ALICE}`,
      'line 2: expected the token once, it is also in line 1',
    ],
  ])('%j: %s', (text, fault) => {
    expect(() => parseOperators(text, 'tokens')).toThrow(
      new RegExp(
        `^ADMIN_TOKENS_FILE: tokens,? ?.*${fault.replace(/^tokens /, '').replaceAll(/[+./]/g, '.')}$`,
      ),
    );
  });

  it('with any text gives operators or a sentence for each fault, and never a token', () => {
    const word = fc.constantFrom(
      'alice',
      'operator',
      'read-only',
      ALICE,
      BOB,
      '#',
      ' ',
      '\n',
      '\r\n',
      '\uFEFF',
      'é',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string()), { maxLength: 12 }).map((all) => all.join(' ')),
        (text) => {
          try {
            expect(parseOperators(text, 'tokens').length).toBeGreaterThan(0);
          } catch (error) {
            const { name, message } = error as Error;
            expect(name).toBe('ConfigError');
            for (const line of message.split('\n')) expect(line).toMatch(/^ADMIN_TOKENS_FILE: tokens/);
            expect(message).not.toContain(BOB);
          }
        },
      ),
    );
  });
});
