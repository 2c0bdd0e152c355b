import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openSqliteInbox, systemClock } from '@partner-webhooks/inbox';
import { loadAdminToken } from '@partner-webhooks/receiver/admin/token.js';
import { readConfig } from '@partner-webhooks/receiver/config.js';
import { createMetrics } from '@partner-webhooks/receiver/metrics.js';
import { createNewId } from '@partner-webhooks/receiver/new-id.js';
import { loadCredentials } from '@partner-webhooks/receiver/public/credentials.js';
import { startReceiver } from '@partner-webhooks/receiver/receiver.js';
import { type Browser, launchChromium, type Page } from '@partner-webhooks/test-chromium';
import { pino } from 'pino';
import { ADMIN_TOKEN, KEY } from '../contenders/contract.ts';
import { machine } from './machine.ts';
import { writeResult } from './result.ts';
import { handleAll, print, receive, secondsOf } from './used-inbox.ts';

// The console of a receiver with many stored notifications, in the system's Chromium: how soon a view shows something with a
// cold cache, how long the frames are while one scrolls, and how long the queries of its charts take.

const STORED_NOTIFICATIONS = Number(process.env['STORED'] ?? 1_000_000);
// Handling all of them would take minutes, and shows nothing else.
const HANDLED_NOTIFICATIONS = Math.min(50_000, STORED_NOTIFICATIONS);
const LOADS = 11;
const CALLS = 100;
const SCROLL_MS = 15_000;

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const metrics = createMetrics();
const inbox = await openSqliteInbox({
  file: join(folder, 'inbox.db'),
  deduplicationWindow: 86_400_000,
  quarantineCapacity: 10_000,
});
print(`storing ${STORED_NOTIFICATIONS} notifications`);
await receive(inbox, HANDLED_NOTIFICATIONS);
await handleAll(inbox);
await receive(inbox, STORED_NOTIFICATIONS - HANDLED_NOTIFICATIONS);

const config = readConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  ADMIN_PORT: '0',
  API_KEYS: KEY,
  ADMIN_TOKEN,
  LOG_LEVEL: 'fatal',
  HANDLERS: 'off',
});
const receiver = await startReceiver({
  config,
  credentials: await loadCredentials(config, folder),
  adminToken: await loadAdminToken(config, join(folder, 'admin-token')),
  metrics,
  inbox,
  handlers: {} as never,
  log: pino({ level: config.LOG_LEVEL }),
  newId: createNewId(systemClock),
  newRequestId: randomUUID,
  clock: systemClock,
  docsPage: '/dev/null',
  consolePage: fileURLToPath(import.meta.resolve('@partner-webhooks/console/index.html')),
});
const origin = `http://127.0.0.1:${receiver.adminAddress.port}`;
const browser = await launchChromium();

const views = [
  await measureView(browser, 'Overview', '/overview', 'table tbody tr'),
  await measureView(browser, 'Notifications', '/notifications', '[data-index="0"]'),
  await measureView(browser, 'Failures', '/failures', '.group'),
];
const scroll = await measureScroll(browser);
const queries = await measureChartQueries();

await browser.close();
await receiver.stop();
await inbox.close();
await rm(folder, { recursive: true });
await writeResult('console', {
  machine: machine(),
  rounds: LOADS,
  versions: { Chromium: browser.version() },
  stored: STORED_NOTIFICATIONS,
  views,
  scroll,
  queries,
});

/** The time from the navigation to the paint of the first row of a view, by a browser that has a session and no cache. */
async function measureView(browser: Browser, name: string, path: string, selector: string) {
  const page = await signedIn(browser);
  await page.addInitScript((firstRow) => {
    const painted = () =>
      requestAnimationFrame(() =>
        setTimeout(() => {
          (globalThis as { shownAfter?: number }).shownAfter = performance.now();
        }),
      );
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector(firstRow)) return;
      observer.disconnect();
      painted();
    }).observe(document, { childList: true, subtree: true });
  }, selector);
  const debug = await page.context().newCDPSession(page);
  let scripts: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body());
  });
  const times: number[] = [];
  for (let n = 0; n < LOADS; n += 1) {
    await debug.send('Network.clearBrowserCache');
    scripts = [];
    await page.goto(`${origin}/console${path}`);
    await page.waitForFunction(() => 'shownAfter' in globalThis);
    times.push(await page.evaluate(() => (globalThis as { shownAfter?: number }).shownAfter ?? Number.NaN));
  }
  times.sort((a, b) => a - b);
  const sizes = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
  const view = {
    name,
    median: times[Math.floor(LOADS / 2)] ?? Number.NaN,
    longest: times.at(-1) ?? Number.NaN,
    script: sizes.reduce((sum, size) => sum + size, 0),
  };
  print(
    `${name}: shown after ${Math.round(view.median)} ms, ${Math.round(view.longest)} at most; ${view.script} bytes`,
  );
  await page.context().close();
  return view;
}

/** Scrolls down the list as fast as it can, and measures the time between two frames. */
async function measureScroll(browser: Browser) {
  const page = await signedIn(browser);
  await page.goto(`${origin}/console/notifications`);
  await page.locator('[data-index="0"]').waitFor();
  const scroll = await page.evaluate(async (duration) => {
    const list = document.querySelector('.table-scroll');
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const frames: number[] = [];
    let last = await frame();
    const end = last + duration;
    while (last < end) {
      if (list) list.scrollTop += 600;
      const now = await frame();
      frames.push(now - last);
      last = now;
    }
    frames.sort((a, b) => a - b);
    return {
      rows: Math.round((list?.scrollTop ?? 0) / 34),
      frames: frames.length,
      p99: frames[Math.floor(frames.length * 0.99)] ?? Number.NaN,
      longest: frames.at(-1) ?? Number.NaN,
    };
  }, SCROLL_MS);
  print(
    `scrolled over ${scroll.rows} rows: p99 ${scroll.p99.toFixed(1)} ms, longest frame ${scroll.longest.toFixed(1)} ms`,
  );
  await page.context().close();
  return scroll;
}

/** The queries of the charts as the page sends them, over HTTP. */
async function measureChartQueries() {
  const queries: { name: string; p50: number; p95: number; longest: number }[] = [];
  const paths = [
    ...['hour', 'day', 'week', 'month'].map((period) => `/api/activity?period=${period}`),
    '/api/activity?period=week&eventType=TRANSFER_NOTIFICATION',
    '/api/overview',
  ];
  for (const path of paths) {
    const times: number[] = [];
    for (let n = 0; n < CALLS; n += 1) {
      const seconds = await secondsOf(async () => {
        const response = await fetch(origin + path, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
        if (response.status !== 200) throw new Error(`${path}: expected 200, found ${response.status}`);
        await response.json();
      });
      times.push(seconds * 1_000);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.ceil(CALLS * share) - 1] ?? Number.NaN;
    queries.push({ name: path, p50: at(0.5), p95: at(0.95), longest: at(1) });
    print(`${path}: p95 ${at(0.95).toFixed(1)} ms`);
  }
  return queries;
}

async function signedIn(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_360, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${origin}/console/handling`);
  await page.getByLabel('Admin token').fill(ADMIN_TOKEN);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return page;
}
