import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM_MISSING, findChromium } from './chromium.ts';

const page = fileURLToPath(new URL('../dist/index.html', import.meta.url));
const contract = JSON.parse(
  await readFile(fileURLToPath(import.meta.resolve('@partner-webhooks/types/openapi.json')), 'utf8'),
);
const summaryOf = (eventType: string): string => contract.webhooks[eventType].post.summary;
const examplesOf = (eventType: string): { readonly summary: string }[] =>
  Object.values(contract.webhooks[eventType].post.requestBody.content['application/json'].examples);

// Below the time limit of a test, for a browser that shares two cores with other tests.
const BROWSER_TIMEOUT_MS = 50_000;

const executablePath = findChromium();
if (!executablePath) {
  if (process.env['CI']) throw new Error(CHROMIUM_MISSING);
  console.warn(`The documentation is not tested in a browser. ${CHROMIUM_MISSING}`);
}

describe.skipIf(!executablePath)('the documentation page, in a browser without a network', () => {
  let browser: Browser;
  let server: Server;
  let origin: string;
  let tab: Page;
  const otherRequests: string[] = [];

  beforeAll(async () => {
    const html = await readFile(page);
    server = createServer((_req, res) => res.setHeader('content-type', 'text/html').end(html));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      timeout: BROWSER_TIMEOUT_MS,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
    });
    tab = await browser.newPage({ viewport: { width: 1400, height: 1300 } });
    tab.setDefaultTimeout(BROWSER_TIMEOUT_MS);
    tab.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !url.startsWith('blob:') && !url.startsWith('data:'))
        otherRequests.push(url);
    });
    await tab.goto(`${origin}/docs/`);
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('has every webhook of the contract in its sidebar, in the order of the contract', async () => {
    await openWebhooks(tab);
    const sidebar = tab.getByRole('link').filter({ hasText: /POST$/i });
    // The group unfolds slowly: an entry is visible when it is the topmost element at its centre.
    await vi.waitFor(async () => {
      const names = (await sidebar.allInnerTexts()).map((text) => text.split('\n')[0]?.trim());
      expect(names).toEqual(EVENT_TYPES.map(summaryOf));
      for (const link of await sidebar.all()) expect(await link.evaluate(isOnTop)).toBe(true);
    }, BROWSER_TIMEOUT_MS);
    await mkdir('reports', { recursive: true });
    await tab.screenshot({ path: 'reports/documentation.png' });
  });

  it.each(EVENT_TYPES)('%s: shows its path, its properties and its examples', async (eventType) => {
    const { path, schema } = registry[eventType];
    await tab.goto(`${origin}/docs/`);
    await openWebhooks(tab);
    await tab
      .getByRole('link')
      .filter({ hasText: new RegExp(`^${summaryOf(eventType)}\\s*post$`, 'i') })
      .click();
    await tab.getByText(`POST ${path}`, { exact: true }).waitFor();

    const text = await tab.locator('body').innerText();
    const { properties } = contract.components.schemas[schema];
    for (const property of Object.keys(properties)) expect(text).toContain(property);
    const [example] = examplesOf(eventType);
    expect(text).toContain(example?.summary);
  });

  it('sends requests only to its own server', () => {
    expect(otherRequests).toEqual([]);
  });
});

/** Opens the group of the sidebar. */
function openWebhooks(tab: Page): Promise<void> {
  return tab.getByRole('link', { name: 'Webhooks', exact: true }).first().click();
}

/** Runs in the page: whether the middle of the element is not covered or cut off. */
function isOnTop(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(element.ownerDocument.elementFromPoint(left + width / 2, top + height / 2));
}
