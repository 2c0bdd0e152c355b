import { gzipSync } from 'node:zlib';
import { accessibilityProblems } from '@partner-webhooks/test-chromium';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TOKENS } from './console-receiver.ts';
import { type OpenedConsole, openConsole } from './signed-in.ts';

/** The views, and what each shows when it has loaded. */
const VIEWS = [
  ['/overview', 'By event type'],
  ['/notifications', 'OFFBOARDING_NOTIFICATION'],
  ['/failures', 'cannot book the transfer'],
  ['/handling', 'No job has run.'],
  ['/nothing-here', 'Nothing is at this address.'],
] as const;

let opened: OpenedConsole;
beforeAll(async () => {
  opened = await openConsole();
  const { receiver } = opened;
  receiver.failing.set('TRANSFER_NOTIFICATION', () => new Error('cannot book the transfer'));
  for (const eventType of EVENT_TYPES)
    for (const example of Object.values(examples[eventType])) await receiver.send(eventType, example);
  await vi.waitFor(async () => {
    const { pending, handling } = await receiver.inbox.statistics();
    expect(pending + handling).toBe(0);
  }, 30_000);
});
afterAll(() => opened?.close());

describe.each([
  ['light, on a wide window', { isDark: false, width: 1_360 }],
  ['dark, on a telephone', { isDark: true, width: 390 }],
])('the console, %s', (_name, options) => {
  it('is accessible in every view, asks no other host, reports no error and is no wider than the window', async () => {
    const { page, misdeeds } = await opened.signIn('/overview', options);
    for (const [view, text] of VIEWS) {
      await page.goto(`${opened.receiver.origin}/console${view}`);
      await page.getByText(text).locator('visible=true').first().waitFor();
      expect(await accessibilityProblems(page), view).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
        view,
      ).toBeLessThanOrEqual(0);
    }
    await page.goto(`${opened.receiver.origin}/console/notifications?state=dead`);
    await page.locator('[data-index="0"] a').click();
    await page.getByText('Everything about').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });
});

describe('the overview', () => {
  it('is shown by at most 200 kB of JavaScript, compressed', async () => {
    const { page } = await opened.open({ own: true });
    const scripts: Promise<Buffer>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body());
    });
    await page.goto(`${opened.receiver.origin}/console/overview`);
    await page.getByLabel('Admin token').fill(TOKENS.ada);
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /^OFFBOARDING_NOTIFICATION/ }).waitFor();
    const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(200_000);
    await page.context().close();
  });

  it('counts what is in the store, and what happens while one looks', async () => {
    const { page } = await opened.signIn('/overview');
    const row = page.getByRole('row', { name: /^STRATEGY_NOTIFICATION/ });
    const before = Number(await row.getByRole('cell').first().textContent());
    await page.getByText('Live', { exact: true }).waitFor();
    await opened.receiver.send('STRATEGY_NOTIFICATION', {
      ...examples.STRATEGY_NOTIFICATION.published,
      extra: 1,
    });
    await expect.poll(() => row.getByRole('cell').first().textContent()).toBe(String(before + 1));
    await expect
      .poll(() => page.getByRole('region', { name: 'Now' }).textContent())
      .toContain('STRATEGY_NOTIFICATION');
  });

  it.each(['Day', 'Week', 'Month'])(
    'shows the last %s from the store, and keeps that in the URL',
    async (period) => {
      const { page } = await opened.signIn('/overview');
      await page.getByRole('button', { name: period }).click();
      await page.getByRole('row', { name: /^OFFBOARDING_NOTIFICATION/ }).waitFor();
      expect(new URL(page.url()).search).toBe(`?period=${period.toLowerCase()}`);
    },
  );

  it('shows times as the clock of the browser says, or in UTC', async () => {
    const { page } = await opened.signIn('/notifications');
    const first = page.locator('[data-index="0"] time');
    const at = new Date((await first.getAttribute('datetime')) ?? '');
    const berlin = at.toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' });
    expect(await first.textContent()).toBe(berlin);
    await page.getByRole('button', { name: 'ada' }).click();
    await page.getByRole('menuitemradio', { name: 'UTC' }).click();
    await expect
      .poll(() => first.textContent())
      .toBe(`${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`);
  });
});
