import { type BrowserContext, type Misdeeds, type Page, watch } from '@partner-webhooks/test-chromium';
import { sharedBrowser } from '../shared-browser.ts';
import { type ConsoleReceiver, startConsoleReceiver, TOKENS } from './console-receiver.ts';

/** Pages and a receiver with the console, for the tests of a file. */
export interface OpenedConsole {
  readonly receiver: ConsoleReceiver;
  /** Opens a page without a session. */
  readonly open: (options?: PageOptions) => Promise<OpenedPage>;
  /** Opens a view in a new session. */
  readonly signIn: (view: string, options?: PageOptions) => Promise<OpenedPage>;
  readonly close: () => Promise<void>;
}

/** A page, with what it must not have done. */
interface OpenedPage {
  readonly page: Page;
  readonly misdeeds: Misdeeds;
}

/** How a page is opened. */
interface PageOptions {
  /**
   * A page beside the others, in a context of its own. Otherwise the tests of a file have the same page one after the other, each
   * without cookies, stored settings and routes: a new page costs 1.3 s of CPU time more. A clock and a script of a test stay in
   * a page, so such tests have one of their own.
   */
  readonly own?: boolean;
  readonly operator?: keyof typeof TOKENS;
  readonly isDark?: boolean;
  /** In place of the origin of the receiver. */
  readonly origin?: string;
  /** Of the window, in CSS pixels. */
  readonly width?: number;
}

// A browser shares two cores with other tests.
const TIMEOUT_MS = 50_000;

/** Starts both. */
export async function openConsole(): Promise<OpenedConsole> {
  const [receiver, browser] = await Promise.all([startConsoleReceiver(), sharedBrowser()]);
  const contexts: BrowserContext[] = [];

  const newPage = async (): Promise<OpenedPage> => {
    const context = await browser.newContext({
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
      timezoneId: 'Europe/Berlin',
    });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    return { page, misdeeds: watch(page, receiver.origin) };
  };

  const forget = async ({ page, misdeeds }: OpenedPage): Promise<void> => {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    // Until the next view is there, the one before runs on: it may store something, and be told that it has no session.
    page.once('framenavigated', () => {
      misdeeds.errors.length = 0;
      misdeeds.foreign.length = 0;
    });
    await page.context().clearCookies();
    if (page.url() === 'about:blank') return;
    await page.evaluate(() => {
      localStorage.clear();
      Storage.prototype.setItem = () => {};
    });
  };

  const ofTheFile = await newPage();
  const open = async ({ own = false, isDark = false, width = 1_360 }: PageOptions = {}) => {
    const opened = own ? await newPage() : ofTheFile;
    if (!own) await forget(opened);
    await opened.page.setViewportSize({ width, height: 900 });
    await opened.page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' });
    return opened;
  };

  return {
    receiver,
    open,
    async signIn(view, options = {}) {
      const opened = await open(options);
      await opened.page.goto(`${options.origin ?? receiver.origin}/console${view}`);
      await opened.page.getByLabel('Admin token').fill(TOKENS[options.operator ?? 'ada']);
      await opened.page.getByRole('button', { name: 'Sign in' }).click();
      await opened.page.getByRole('navigation', { name: 'Pages' }).waitFor();
      return opened;
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      await receiver.stop();
    },
  };
}
