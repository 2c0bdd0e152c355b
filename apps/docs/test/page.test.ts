import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { accessibilityProblems, hasChromium, type Page, watch } from '@partner-webhooks/test-chromium';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BROWSER_TIMEOUT_MS, type ServedSite, serveSite } from './browser.ts';

const contract = JSON.parse(
  await readFile(fileURLToPath(import.meta.resolve('@partner-webhooks/types/openapi.json')), 'utf8'),
);
const summaryOf = (eventType: string): string => contract.webhooks[eventType].post.summary;

describe.skipIf(!hasChromium('the documentation'))(
  'the documentation, in a browser without a network',
  () => {
    let site: ServedSite;
    let tab: Page;
    let misdeeds: ReturnType<typeof watch>;

    beforeAll(async () => {
      site = await serveSite();
      tab = await site.browser.newPage({ viewport: { width: 1400, height: 1000 }, reducedMotion: 'reduce' });
      tab.setDefaultTimeout(BROWSER_TIMEOUT_MS);
      misdeeds = watch(tab, new URL(site.address).origin);
      await mkdir('reports', { recursive: true });
    });

    afterAll(() => site?.close());

    const open = async (url: string) => {
      await tab.goto(site.address + url);
      if (!/reference\/(webhooks|admin)/.test(url)) return;
      // Redoc shows its first view, then runs, and then has nothing more to do.
      await tab.waitForFunction(() =>
        Object.keys(document.querySelector('#redoc') ?? {}).some((key) => /^__react/.test(key)),
      );
      await tab.evaluate(
        () => new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(resolve))),
      );
    };

    describe('the search', () => {
      it.each([
        ['a field', 'transferId', 'transferId', /#field-transferId$/],
        ['a value', 'ALREADY_EXISTS_ERROR', 'ALREADY_EXISTS_ERROR', /ALREADY_EXISTS_ERROR$/],
        ['what a value means', 'a person at the platform has to decide', 'REVIEW', /#field-status-REVIEW$/],
        [
          'an event type',
          'OFFBOARDING_NOTIFICATION',
          'Offboarding',
          /webhooks\/offboarding-notification\.html/,
        ],
        [
          'a sentence of a guide',
          'a handler that ignores the signal keeps running',
          'rules of a handler',
          /guides\/handlers\.html#the-rules-of-a-handler$/,
        ],
        ['a sentence of a decision', 'SQLite by node:sqlite', 'SQLite by node:sqlite', /decisions\/0007/],
        ['a word with a mistake', 'onbording', 'Onboarding', /onboarding/],
      ])('finds %s, by the keyboard alone', async (_what, query, title, address) => {
        await open('index.html');
        await tab.keyboard.press('/');
        await tab.getByRole('combobox', { name: 'Search the documentation' }).waitFor();
        await tab.keyboard.type(query);
        await tab.getByRole('option').first().waitFor();
        const results = await tab.getByRole('option').allInnerTexts();
        expect(results.slice(0, 3).join('\n')).toContain(title);
        await tab.keyboard.press('Enter');
        await tab.waitForURL(address);
      });

      it('says if there is nothing, closes by Escape, and gives the focus back', async () => {
        await open('guides/handlers.html');
        await tab.getByRole('button', { name: 'Search' }).focus();
        await tab.keyboard.press('Enter');
        await tab.keyboard.type('zzzzqqqq');
        await tab.getByText('Nothing found').waitFor();
        await tab.keyboard.press('Escape');
        await tab.getByRole('dialog').waitFor({ state: 'hidden' });
        expect(await tab.evaluate(() => document.activeElement?.textContent)).toContain('Search');
      });

      it('moves by arrows', async () => {
        await open('webhooks/index.html');
        await tab.keyboard.press('Control+k');
        await tab.keyboard.type('status');
        await tab.getByRole('option').nth(2).waitFor();
        await tab.keyboard.press('ArrowDown');
        expect(await tab.getByRole('option').nth(1).getAttribute('aria-selected')).toBe('true');
        await tab.screenshot({ path: 'reports/search.png' });
      });
    });

    describe('a page', () => {
      it('can be read without the menu: the first stop of the keyboard leads to the content', async () => {
        await open('webhooks/transfer-notification.html');
        await tab.keyboard.press('Tab');
        await tab.keyboard.press('Enter');
        expect(await tab.evaluate(() => document.activeElement?.id)).toBe('content');
        await picture(tab, 'webhook');
      });

      it('is dark or light as the system says, until the reader chooses', async () => {
        await open('index.html');
        const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const light = await background();
        await tab.emulateMedia({ colorScheme: 'dark' });
        const dark = await background();
        expect(dark).not.toBe(light);
        await tab.getByRole('button', { name: 'Switch between dark and light' }).click();
        expect(await background()).toBe(light);
        await open('guides/readme.html');
        expect(await background()).toBe(light);
        await tab.evaluate(() => localStorage.clear());
        await tab.emulateMedia({ colorScheme: 'light' });
      });

      // One of each kind.
      const KINDS = [
        'index.html',
        'webhooks/transfer-notification.html',
        'guides/architecture.html',
        'decisions/0011-http-edge.html',
        'reference/index.html',
        'reference/source/openapi/webhooks/transfer-notification.html',
        'reference/admin.html#/notifications/listnotifications',
        'reference/webhooks.html#/webhooks/receivetransfernotification',
      ];

      it.each([...KINDS, 'the search'])(
        '%s has no serious fault of accessibility, in light and in dark',
        async (url) => {
          await open(url === 'the search' ? 'index.html' : url);
          if (url === 'the search') {
            await tab.keyboard.press('/');
            await tab.keyboard.type('transfer');
            await tab.getByRole('option').first().waitFor();
          }
          for (const colorScheme of ['light', 'dark'] as const) {
            await tab.emulateMedia({ colorScheme });
            await finishTransitions(tab);
            expect(await accessibilityProblems(tab), colorScheme).toEqual([]);
          }
        },
      );

      it('fits a screen of 390 pixels: it does not scroll sideways', async () => {
        // Without scripts, which change nothing about the width and take most of the time.
        const screen = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false };
        const small = await site.browser.newPage(screen);
        const wide: string[] = [];
        for (const url of [
          ...KINDS,
          ...EVENT_TYPES.map(pageOf),
          'guides/operations.html',
          'guides/security.html',
        ]) {
          await small.goto(site.address + url);
          const width = await small.evaluate(() => document.documentElement.scrollWidth);
          if (width > 390) wide.push(`${url}: ${width}`);
        }
        await small.close();
        expect(wide).toEqual([]);
      });

      it('has its menu behind a button on a small screen', async () => {
        await tab.setViewportSize({ width: 390, height: 844 });
        await open('webhooks/transfer-notification.html');
        const link = tab
          .getByRole('navigation', { name: 'Pages of this section' })
          .getByRole('link', { name: 'Offboarding' });
        expect(await link.isVisible()).toBe(false);
        await tab.getByRole('button', { name: 'Menu' }).click();
        await link.click();
        await tab.waitForURL(/offboarding/);
        await tab.screenshot({ path: 'reports/small-screen.png' });
        await tab.setViewportSize({ width: 1400, height: 1000 });
      });
    });

    describe('the reference of the whole contract', () => {
      beforeAll(() => tab.setViewportSize({ width: 1400, height: 1300 }));

      it('has every webhook in its sidebar, in the order of the contract, and shows the first and the last', async () => {
        await open('reference/webhooks.html');
        await tab.getByRole('link', { name: 'Webhooks', exact: true }).last().click();
        const sidebar = tab.getByRole('link').filter({ hasText: /POST$/i });
        // The group unfolds slowly: an entry is visible when it is the topmost element at its centre.
        await vi.waitFor(async () => {
          const names = (await sidebar.allInnerTexts()).map((text) => text.split('\n')[0]?.trim());
          expect(names).toEqual(EVENT_TYPES.map(summaryOf));
          for (const link of await sidebar.all()) expect(await link.evaluate(isOnTop)).toBe(true);
        }, BROWSER_TIMEOUT_MS);
        for (const eventType of new Set([EVENT_TYPES[0], EVENT_TYPES.at(-1) ?? EVENT_TYPES[0]])) {
          const { path, schema } = registry[eventType];
          await sidebar.nth(EVENT_TYPES.indexOf(eventType)).click();
          await tab.getByText(`POST ${path}`, { exact: true }).waitFor();
          const text = await tab.locator('body').innerText();
          for (const property of Object.keys(contract.components.schemas[schema].properties))
            expect(text, eventType).toContain(property);
        }
        await tab.screenshot({ path: 'reports/reference.png' });
      });
    });

    it('sends requests only to its own server', () => {
      expect(misdeeds.foreign).toEqual([]);
    });

    it('gives a browser nothing to complain about', () => {
      expect(misdeeds.errors).toEqual([]);
    });
  },
);

const pageOf = (eventType: string): string => `webhooks/${eventType.toLowerCase().replaceAll('_', '-')}.html`;

/** Colours that are on their way to others are neither. */
function finishTransitions(tab: Page): Promise<void> {
  return tab.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (const animation of document.getAnimations()) animation.finish();
  });
}

/** Runs in the page: whether the middle of the element is not covered or cut off. */
function isOnTop(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(element.ownerDocument.elementFromPoint(left + width / 2, top + height / 2));
}

/** With `PICTURES=docs`, the picture that the README shows is replaced. */
async function picture(tab: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'] === 'docs' ? '../../docs/images' : 'reports';
  await tab.screenshot({
    path: `${folder}/docs-${name}.png`,
    clip: { x: 0, y: 0, width: 1_400, height: 640 },
  });
}
