import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_MISSING, findChromium } from './find-chromium.ts';

export type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
export { hasChromium } from './find-chromium.ts';

/**
 * Starts the system's Chromium.
 *
 * @param args options of Chromium itself.
 * @throws Error if there is none.
 */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(CHROMIUM_MISSING);
  // Containers run as root, where its sandbox does not start.
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
}

/** What a page did that it must not do. */
export interface Misdeeds {
  /** Errors and warnings in its console, and exceptions. */
  readonly errors: string[];
  /** Requests to another origin. */
  readonly foreign: string[];
}

/** Collects what a page does from now on. @param origin of the server that the page may ask. */
export function watch(page: Page, origin: string): Misdeeds {
  const misdeeds: Misdeeds = { errors: [], foreign: [] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') misdeeds.errors.push(message.text());
  });
  page.on('pageerror', ({ message }) => misdeeds.errors.push(message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:' && url.protocol !== 'blob:')
      misdeeds.foreign.push(request.url());
  });
  return misdeeds;
}

/** The serious and critical problems of accessibility of a page as it is now (axe), one line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // Through the debugger: the content security policy of a page does not let it run scripts of others.
  await page.evaluate(AXE);
  const found = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: Axe };
    return axe.run(document, { resultTypes: ['violations'] });
  });
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n  ${failureSummary ?? ''}`),
    );
}

type Axe = typeof import('axe-core');

const AXE = createRequire(import.meta.url)('axe-core').source as string;
