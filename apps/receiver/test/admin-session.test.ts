import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { operatorToken } from '../src/admin/operators.ts';
import { createSessions } from '../src/admin/sessions.ts';
import { createSignInLimit } from '../src/admin/sign-in-limit.ts';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver, TOKEN, withReceiver } from './running-receiver.ts';

let receiver: RunningReceiver;
beforeAll(async () => {
  receiver = await runReceiver();
});
afterAll(() => receiver?.stop());

type Headers = Record<string, string>;

function send(method: string, path: string, headers: Headers = {}, body?: object, to = receiver) {
  return fetch(to.adminUrl + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function signedIn(headers: Headers = {}) {
  const response = await send('POST', '/api/session', headers, { token: TOKEN });
  const [cookie = ''] = response.headers.getSetCookie();
  const session = (await response.json()) as { csrfToken: string; expiresAt: string };
  return { cookie: cookie.split(';')[0] ?? '', setCookie: cookie, ...session };
}

describe('a browser', () => {
  it('signs in with the token, and is known by a cookie that no script and no other site can use', async () => {
    const { cookie, setCookie, csrfToken, expiresAt } = await signedIn();
    expect(setCookie).toMatch(
      /^partner_webhooks_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(11 * 3_600_000);
    const response = await send('GET', '/api/session', { cookie });
    expect(await response.json()).toEqual({ name: 'admin', role: 'operator', csrfToken, expiresAt });
    expect((await send('GET', '/api/statistics', { cookie })).status).toBe(200);
    expect((await signedIn({ 'x-forwarded-proto': 'https' })).setCookie).toContain('; Secure');
  });

  it('needs the CSRF token for everything that changes something', async () => {
    const { cookie, csrfToken } = await signedIn();
    const pause = (headers: Headers) => send('POST', '/api/event-types/RE_TOKEN_PRICES/pause', headers, {});
    expect((await pause({ cookie })).status).toBe(403);
    expect((await pause({ cookie, 'x-csrf-token': 'wrong' })).status).toBe(403);
    expect((await pause({ cookie, 'x-csrf-token': csrfToken })).status).toBe(200);
    const other = await signedIn();
    expect((await pause({ cookie, 'x-csrf-token': other.csrfToken })).status).toBe(403);
    expect((await send('DELETE', '/api/session', { cookie })).status).toBe(403);
  });

  it.each<[Headers, number]>([
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ 'sec-fetch-site': 'same-site' }, 401],
    [{ 'sec-fetch-site': 'cross-site' }, 401],
    [{ origin: 'http://localhost:3000' }, 401],
    [{ origin: 'null' }, 401],
    [{}, 200],
  ])('has no session in a request with %j: %i', async (headers, status) => {
    const { cookie } = await signedIn();
    expect((await send('GET', '/api/statistics', { cookie, ...headers })).status).toBe(status);
  });

  it.each<Headers>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://attacker.example' },
  ])('cannot be signed in by a page of another site: %j', async (headers) => {
    const response = await send('POST', '/api/session', headers, { token: TOKEN });
    expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
  });

  it('signs out: the cookie is removed, and is worth nothing where it was copied', async () => {
    const { cookie, csrfToken } = await signedIn();
    const response = await send('DELETE', '/api/session', { cookie, 'x-csrf-token': csrfToken });
    expect(await response.json()).toEqual({ signedOut: true });
    expect(response.headers.getSetCookie()[0]).toMatch(/^partner_webhooks_session=; .*Max-Age=0$/);
    expect((await send('GET', '/api/session', { cookie })).status).toBe(401);
  });

  it('follows the live stream with the cookie', async () => {
    const { cookie } = await signedIn();
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const response = await fetch(`${receiver.adminUrl}/api/changes`, {
      headers: { cookie },
      signal: controller.signal,
    });
    const reader = response.body?.getReader();
    await post(receiver.url + registry.TRANSFER_NOTIFICATION.path, exampleOf('TRANSFER_NOTIFICATION'));
    let text = '';
    while (!text.includes('event: received'))
      text += Buffer.from((await reader?.read())?.value ?? []).toString();
  });

  it('that tries wrong tokens has to wait, also with the right one; another token in the header is not affected', async () => {
    const own = await withReceiver();
    const signIn = (token: string) => send('POST', '/api/session', {}, { token }, own);
    for (let n = 0; n < 5; n += 1) expect((await signIn(`wrong-${n}`)).status).toBe(400);
    const response = await signIn(TOKEN);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(
      (await send('GET', '/api/session', { authorization: `Bearer ${TOKEN}` }, undefined, own)).status,
    ).toBe(200);
    expect(JSON.stringify(own.logged)).not.toMatch(/wrong-|a-token-for/);
  });

  it.each(['', '/', '/index.html', '/api/statistics', '/console/'])(
    'loads nothing from elsewhere for %s, and runs no script that is written into a page',
    async (path) => {
      const policy =
        (await fetch(`${receiver.adminUrl}${path}`)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
    },
  );
});

describe('a session', () => {
  const operator = operatorToken('alice', 'operator', 'the-token-of-alice');
  const requestWith = (cookie: string) => ({ headers: { cookie } }) as never;

  it('ends after 12 hours, and with the token that began it', () => {
    const clock = { time: 0, now: () => new Date(clock.time) };
    let isCurrent = true;
    const sessions = createSessions(clock, () => isCurrent);
    const { cookie } = sessions.begin(operator);
    const request = requestWith(`a=b; partner_webhooks_session=${cookie}`);
    clock.time = 12 * 3_600_000 - 1;
    expect(sessions.of(request)?.operator.name).toBe('alice');
    clock.time += 1;
    expect(sessions.of(request)).toBeUndefined();
    const second = requestWith(`partner_webhooks_session=${sessions.begin(operator).cookie}`);
    isCurrent = false;
    expect(sessions.of(second)).toBeUndefined();
    isCurrent = true;
    expect(sessions.of(second)).toBeUndefined();
  });

  it('is not taken from a request with two cookies of that name', () => {
    const sessions = createSessions({ now: () => new Date(0) }, () => true);
    const { cookie } = sessions.begin(operator);
    const both = `partner_webhooks_session=${cookie}; partner_webhooks_session=other`;
    expect(sessions.of(requestWith(both))).toBeUndefined();
    expect(sessions.of(requestWith(''))).toBeUndefined();
  });

  it('is forgotten when a thousand others have begun after it', () => {
    const sessions = createSessions({ now: () => new Date(0) }, () => true);
    const first = sessions.begin(operator).cookie;
    for (let n = 0; n < 1_000; n += 1) sessions.begin(operator);
    expect(sessions.of(requestWith(`partner_webhooks_session=${first}`))).toBeUndefined();
  });
});

it('the limit of sign-ins is that of an address, and ends after a minute', () => {
  const clock = { ms: 0, monotonicMs: () => clock.ms };
  const limit = createSignInLimit(clock);
  for (let n = 0; n < 5; n += 1) limit.failed('a');
  expect([limit.waitSeconds('a'), limit.waitSeconds('b')]).toEqual([60, 0]);
  clock.ms = 59_001;
  expect(limit.waitSeconds('a')).toBe(1);
  clock.ms = 60_000;
  expect(limit.waitSeconds('a')).toBe(0);
});
