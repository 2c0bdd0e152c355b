import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Page, watch } from '@partner-webhooks/test-chromium';
import { afterAll, expect, it } from 'vitest';
import { sharedBrowser } from '../shared-browser.ts';

/** Where the pictures are put. With `PICTURES=docs`, those that the README shows are replaced too. */
const reports = fileURLToPath(new URL('../reports/journey/', import.meta.url));
const images = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
});

it('an engineer on call finds what fails, reads why, mends it, and replays the group', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'journey-'));
  closing.push(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'broken'), '');

  // As `pnpm start` does after the build, with a handler that fails.
  const environment = {
    ...process.env,
    NODE_OPTIONS: `--import=${root('tests/console/broken-handler.mjs')}`,
    PORT: '0',
    ADMIN_PORT: '0',
    LOG_LEVEL: 'fatal',
  };
  const receiver = spawn(process.execPath, [root('apps/receiver/dist/main.js')], {
    cwd: folder,
    env: environment,
  });
  closing.push(async () => {
    receiver.kill();
    if (receiver.exitCode === null) await once(receiver, 'exit');
  });
  let output = '';
  for (const stream of [receiver.stdout, receiver.stderr]) stream.on('data', (data) => (output += data));
  await expect.poll(() => output).toContain('/api/notifications');
  const [, webhooks = ''] = /Webhooks +(\S+)/.exec(output) ?? [];
  const [, consoleUrl = ''] = /Console +(\S+)/.exec(output) ?? [];

  const apiKey = (await readFile(join(folder, 'data', 'api-key'), 'utf8')).trim();
  await promisify(execFile)(
    process.execPath,
    [root('apps/cli/bin/partner-webhooks.js'), 'scenario', 'onboarding-accepted', '--url', webhooks],
    { cwd: folder, env: { ...process.env, API_KEY: apiKey } },
  );

  const browser = await sharedBrowser();
  const context = await browser.newContext({
    viewport: { width: 1_200, height: 800 },
    reducedMotion: 'reduce',
  });
  closing.push(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const misdeeds = watch(page, new URL(consoleUrl).origin);

  await page.goto(consoleUrl);
  await page
    .getByLabel('Admin token')
    .fill((await readFile(join(folder, 'data', 'admin-token'), 'utf8')).trim());
  await picture(page, '1-sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.getByRole('row', { name: /^CUSTOMER_NOTIFICATION/ }).waitFor();
  await picture(page, '2-overview');

  await page.getByRole('link', { name: 'Failures' }).click();
  const group = page.getByRole('listitem').filter({ hasText: 'CUSTOMER_NOTIFICATION' });
  await group.getByText('the customer cannot be written').first().waitFor();
  expect(await page.getByRole('listitem').count()).toBe(1);
  await picture(page, '3-failures');

  await group.getByRole('link', { name: 'Show the latest' }).click();
  await page.getByText('caused by: Error: connect ECONNREFUSED 10.0.0.7:5432').first().waitFor();
  await page
    .getByRole('region', { name: /Everything about/ })
    .getByRole('listitem')
    .first()
    .waitFor();
  await picture(page, '4-notification');

  await rm(join(folder, 'broken'));
  await page.getByRole('link', { name: 'Failures' }).click();
  await group.getByRole('button', { name: 'Replay the group…' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: /^Replay \d/ }).waitFor();
  await picture(page, '5-replay');
  await dialog.getByRole('button', { name: /^Replay \d/ }).click();
  await dialog.getByText(/^Done: \d+ replayed/).waitFor();
  await picture(page, '6-done');
  await dialog.getByRole('button', { name: 'Close' }).click();

  await page.getByText('Nothing fails.').waitFor();
  await page.getByRole('link', { name: 'Notifications' }).click();
  await page.getByLabel('Event type').selectOption('CUSTOMER_NOTIFICATION');
  await page.getByRole('cell', { name: 'handled' }).first().waitFor();
  await expect.poll(() => page.getByRole('cell', { name: /^(pending|handling|dead)$/ }).count()).toBe(0);
  await picture(page, '7-handled');
  expect(misdeeds).toEqual({ errors: [], foreign: [] });
});

async function picture(page: Page, name: string): Promise<void> {
  await mkdir(reports, { recursive: true });
  await page.screenshot({ path: join(reports, `${name}.png`) });
  if (process.env['PICTURES'] !== 'docs' || !SHOWN.has(name)) return;
  await mkdir(images, { recursive: true });
  await page.screenshot({ path: join(images, `console-${name.slice(2)}.png`) });
}

const SHOWN = new Set(['2-overview', '3-failures', '4-notification']);
