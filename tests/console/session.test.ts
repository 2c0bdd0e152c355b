import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BreakableProxy, startBreakableProxy } from './breakable-proxy.ts';
import { TOKENS } from './console-receiver.ts';
import { type OpenedConsole, openConsole } from './signed-in.ts';

let opened: OpenedConsole;
beforeAll(async () => {
  opened = await openConsole();
});
afterAll(() => opened?.close());

describe('signing in', () => {
  it('asks for a token, and says of a wrong one that it is wrong', async () => {
    const { page } = await opened.open();
    await page.goto(`${opened.receiver.origin}/console/notifications?state=dead`);
    await page.getByLabel('Admin token').fill('not-a-token');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toContain('expected a token of the admin listener');
    expect(await page.context().cookies()).toEqual([]);
  });

  it('leads to the view that was asked for, with a cookie that no script and no other site gets', async () => {
    const { page, misdeeds } = await opened.signIn('/notifications?state=dead');
    expect(await page.getByLabel('State').inputValue()).toBe('dead');
    expect(await page.context().cookies()).toMatchObject([
      { name: 'partner_webhooks_session', httpOnly: true, sameSite: 'Strict' },
    ]);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(TOKENS.ada);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  it('ends by signing out: neither this page nor its cookie shows anything any more', async () => {
    const { page } = await opened.signIn('/overview');
    const [cookie] = await page.context().cookies();
    await page.getByRole('button', { name: 'ada' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Admin token').waitFor();
    const response = await fetch(`${opened.receiver.origin}/api/overview`, {
      headers: { cookie: `${cookie?.name}=${cookie?.value}` },
    });
    expect(response.status).toBe(401);
  });

  it('is asked for again when the session has ended', async () => {
    const { page } = await opened.signIn('/failures');
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Handling' }).click();
    await page.getByLabel('Admin token').waitFor();
  });
});

describe('a page that stays open', () => {
  let proxy: BreakableProxy;
  beforeEach(async () => {
    proxy = await startBreakableProxy(opened.receiver.origin);
  });
  afterEach(() => proxy.close());

  it('says that it is not live, and is live again after the network was away', async () => {
    const { page } = await opened.signIn('/failures', { origin: proxy.origin });
    await page.getByText('Live', { exact: true }).waitFor();
    proxy.cut(true);
    await page.getByText('Not live').waitFor();
    proxy.cut(false);
    await page.getByText('Live', { exact: true }).waitFor();
  });

  it('says that it is not live when the receiver hangs: its connection stays, and nothing comes', async () => {
    const { page } = await opened.signIn('/failures', { own: true, origin: proxy.origin });
    await page.clock.install();
    await page.getByText('Live', { exact: true }).waitFor();
    proxy.hold(true);
    await page.clock.runFor(11_000);
    await page.getByText('Not live').waitFor();
    proxy.hold(false);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.context().close();
  });

  it('asks for the token when its session has ended, without a click', async () => {
    const { page } = await opened.signIn('/notifications', { origin: proxy.origin });
    await page.getByText('Live', { exact: true }).waitFor();
    await page.context().clearCookies();
    proxy.cut(false);
    await page.getByLabel('Admin token').waitFor();
  });
});

it('says what to check when its files do not arrive, as behind a proxy with a path prefix', async () => {
  const { page } = await opened.open();
  await page.route('**/console/assets/*', (route) => route.fulfill({ status: 404 }));
  await page.goto(`${opened.receiver.origin}/console/overview`);
  await page.getByText('a proxy must not put another path before it').waitFor();
});

describe('two pages of a browser', () => {
  it('sign out together: they have one session', async () => {
    const { page } = await opened.signIn('/failures');
    const other = await page.context().newPage();
    await other.goto(`${opened.receiver.origin}/console/handling`);
    await other.getByRole('button', { name: 'ada' }).click();
    await other.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('Admin token').waitFor();
    await other.close();
  });
});

it('works in a browser that stores nothing, as long as the page is open', async () => {
  const { page } = await opened.open({ own: true });
  await page.addInitScript(() =>
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    }),
  );
  await page.goto(`${opened.receiver.origin}/console/overview`);
  await page.getByLabel('Admin token').fill(TOKENS.ada);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.context().close();
});

describe('the role read-only', () => {
  it('sees everything and is offered nothing that it may not do', async () => {
    await opened.receiver.send('CUSTOMER_NOTIFICATION', {
      customerId: '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11',
      notificationType: 'CREATED',
    });
    const { page, misdeeds } = await opened.signIn('/notifications', { operator: 'wim' });
    await page.locator('[data-index="0"] a').click();
    await page.getByRole('heading', { name: 'CUSTOMER_NOTIFICATION' }).waitFor();
    for (const name of ['Replay', 'Discard'])
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    await page.goto(`${opened.receiver.origin}/console/handling`);
    await page.getByRole('rowheader', { name: 'CUSTOMER_NOTIFICATION' }).waitFor();
    expect(await page.getByRole('button', { name: /Pause/ }).count()).toBe(0);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  it('is refused by the receiver, whatever the page offers', async () => {
    const { page } = await opened.signIn('/overview', { operator: 'wim' });
    const status = await page.evaluate(async () => {
      const { csrfToken } = await (await fetch('/api/session')).json();
      const headers = { 'X-CSRF-Token': csrfToken, 'content-type': 'application/json' };
      const body = JSON.stringify({ action: 'replay', filter: {} });
      return (await fetch('/api/jobs', { method: 'POST', headers, body })).status;
    });
    expect(status).toBe(403);
  });
});
