import { randomUUID } from 'node:crypto';
import { accessibilityProblems } from '@partner-webhooks/test-chromium';
import { examples } from '@partner-webhooks/types/examples';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ConsoleReceiver } from './console-receiver.ts';
import { goTo } from './go-to.ts';
import { type OpenedConsole, openConsole } from './signed-in.ts';

const ORDER = examples.DIGITAL_ASSET_ORDER_NOTIFICATION.filled;

let opened: OpenedConsole;
let receiver: ConsoleReceiver;
let ada: Awaited<ReturnType<OpenedConsole['signIn']>>;

beforeAll(async () => {
  opened = await openConsole();
  receiver = opened.receiver;
  ada = await opened.signIn('/handling');
});

afterAll(async () => {
  expect(ada?.misdeeds).toEqual({ errors: [], foreign: [] });
  await opened?.close();
});

/** Sends what the platform would say of an order, and leaves out the rest. @returns the order. */
async function order(...statuses: readonly string[]): Promise<string> {
  const id = randomUUID();
  for (const status of statuses) {
    const body = { ...ORDER, orderId: id, status };
    expect(await receiver.send('DIGITAL_ASSET_ORDER_NOTIFICATION', body)).toBe(200);
  }
  return id;
}

describe('Gaps', () => {
  test('are found in the browser, and lead to the notifications of their subjects', async () => {
    const { page } = ada;
    await order('RECEIVED', 'PENDING', 'FILLED', 'SETTLED');
    const waiting = await order('RECEIVED', 'PENDING');
    const skipped = await order('RECEIVED', 'PENDING', 'SETTLED');
    // How long a subject waits is by the clock of the receiver: this browser is behind.
    await page.clock.install({ time: Date.now() - 2 * 3_600_000 });
    await page.route('**/api/notifications?*', async (route) => {
      const response = await route.fetch();
      const date = new Date(Date.now() + 2 * 3_600_000).toUTCString();
      await route.fulfill({ response, headers: { ...response.headers(), date } });
    });
    await goTo(page, '/gaps?waiting=3600', 'Gaps');
    await page.getByRole('button', { name: 'Look for gaps' }).click();
    await page.getByText('2 gaps in 9 notifications').waitFor();
    await row(waiting).getByText('is PENDING; expected next: CANCELED, REJECTED, FILLED').waitFor();
    await row(skipped).getByText('went from PENDING to SETTLED; expected between: FILLED').waitFor();

    await page.getByRole('button', { name: 'Skipped 1' }).click();
    expect(page.url()).toContain('kind=skipped');
    expect(await row(waiting).count()).toBe(0);
    await row(skipped).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Notifications' }).waitFor();
    await page.getByText('3 notifications.').waitFor();

    // What was found is still there, and need not be read again.
    await page.goBack();
    await page.getByText('2 gaps in 9 notifications').waitFor();
    await page.getByLabel('Waits for longer than').selectOption('1 week');
    await page.getByRole('button', { name: 'Look for gaps' }).click();
    await page.getByText('1 gap in 9 notifications').waitFor();
  });

  test('are looked for with visible progress, until it is cancelled', async () => {
    const { page } = ada;
    // A page that takes long: the tests of the store show how long one takes.
    let isHeld = true;
    await page.route(/TRANSFER_NOTIFICATION.*withBody/, async (route) => {
      if (!isHeld) return route.continue();
      return new Promise(() => undefined);
    });
    await goTo(page, '/gaps', 'Gaps');
    await page.getByRole('button', { name: 'Look' }).click();
    await page.getByText(/Reading TRANSFER_NOTIFICATION, \d+ of \d+ event types/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('A part of them shows nothing.').waitFor();
    isHeld = false;
    await page.unroute(/TRANSFER_NOTIFICATION.*withBody/);
    await page.getByLabel('Event type').selectOption('TRANSFER_NOTIFICATION');
    await page.getByRole('button', { name: 'Look for gaps' }).click();
    await page.getByText('No notification of the range has a lifecycle.').waitFor();
  });
});

describe('Drift', () => {
  test('shows what was observed by place, with values and counts, and the patch to copy', async () => {
    const { page } = ada;
    const transfer = examples.TRANSFER_NOTIFICATION.processed;
    const send = (part: object) => receiver.send('TRANSFER_NOTIFICATION', { ...transfer, ...part });
    await goTo(page, '/drift', 'Drift');
    await page.getByText('Nothing was observed.').waitFor();
    for (const status of ['ON_HOLD', 'ON_HOLD', 'SPLIT'])
      await send({ transferId: randomUUID(), status, risk: { score: 0.5, since: '2026-11-28' } });
    await receiver.send('USER_NOTIFICATION', { ...examples.USER_NOTIFICATION.published, nickname: null });
    await page.getByRole('button', { name: 'Reload' }).click();

    const transfers = page.getByRole('region', { name: 'TRANSFER_NOTIFICATION', exact: true });
    const status = transfers.getByRole('row').filter({ hasText: '/status' });
    await expect
      .poll(() => status.innerText(), { timeout: 30_000 })
      .toMatch(/"ON_HOLD" 2 ×\s*"SPLIT" 1 ×\s+3\s/);
    await transfers.getByText('{"score":0.5,"since":"2026-11-28"}').waitFor();
    await page.getByText(`This receiver runs contract ${contract.info.version}`).waitFor();

    const patch = page.getByRole('region', { name: 'What has to be added' });
    await patch.getByText('USER_NOTIFICATION /nickname: no stored notification').waitFor();
    await patch.getByRole('button', { name: 'Copy the patch' }).click();
    await patch.getByText('Copied').waitFor();
    const { actions } = parse(await page.evaluate(() => navigator.clipboard.readText()));
    const updates = Object.fromEntries(
      actions.map(({ target, update }: { target: string; update: unknown }) => [target, update]),
    );
    expect(updates).toMatchObject({
      '$.components.schemas.TransferStatus': { enum: ['ON_HOLD', 'SPLIT'] },
      '$.components.schemas.TransferNotification': {
        properties: { risk: { properties: { since: { type: 'string', format: 'date' } } } },
      },
    });

    await page.getByLabel('Event type').selectOption('USER_NOTIFICATION');
    expect(page.url()).toContain('eventType=USER_NOTIFICATION');
    await page.getByText('1 observation of 1 event type.').waitFor();
    expect(await transfers.count()).toBe(0);
  });
});

describe('The audit log', () => {
  test('says who did what, when, to which, to how many, and why', async () => {
    const { page } = ada;
    const session = await (await page.request.get(`${receiver.origin}/api/session`)).json();
    const headers = { 'x-csrf-token': session.csrfToken };
    const post = (path: string, data: object) =>
      page.request.post(`${receiver.origin}/api${path}`, { headers, data });
    await goTo(page, '/audit', 'Audit log');
    await page.getByText('No operator has changed anything.').waitFor();
    await post('/notifications/replay', { filter: { eventType: 'DIGITAL_ASSET_ORDER_NOTIFICATION' } });
    await post('/event-types/USER_NOTIFICATION/pause', { reason: 'an incident' });
    await post('/event-types/USER_NOTIFICATION/resume', {});
    await page.getByRole('button', { name: 'Reload' }).click();

    const rows = page.locator('tbody tr');
    await expect.poll(() => rows.allInnerTexts()).toHaveLength(3);
    const [resumed, paused, replayed] = await rows.allInnerTexts();
    expect(resumed).toMatch(/ada\s+resume\s+eventType USER_NOTIFICATION/);
    expect(paused).toMatch(/ada\s+pause\s+eventType USER_NOTIFICATION\s+an incident/);
    expect(replayed).toMatch(
      /ada\s+replay\s+eventType DIGITAL_ASSET_ORDER_NOTIFICATION\s+9 matched\s*9 done/,
    );
    await page.getByLabel('Action').selectOption('pause');
    await page.getByLabel('Operator').fill('ada');
    await expect.poll(() => rows.allInnerTexts()).toEqual([paused]);
    await page.getByLabel('Operator').fill('unknown-operator');
    await page.getByText('No action matches.').waitFor();
    expect(new URL(page.url()).search).toBe('?action=pause&operator=unknown-operator');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByLabel('Before').fill('2000-01-01T00:00:00');
    await page.getByText('No action matches.').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByLabel('Order').selectOption('Oldest first');
    expect(page.url()).toContain('order=oldest');
    await expect.poll(async () => (await rows.allInnerTexts())[0]).toContain('replay');
  });

  test('loads more when its end comes into sight', async () => {
    const { page } = ada;
    for (let index = 0; index < 220; index += 1)
      await receiver.inbox.audit(
        { at: new Date(), operator: 'bot', action: 'replay', details: { id: randomUUID() } },
        86_400_000,
      );
    await goTo(page, '/overview', 'Overview');
    await goTo(page, '/audit', 'Audit log');
    const rows = page.locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(100);
    const countAtEnd = async () => {
      await page.keyboard.press('End');
      return rows.count();
    };
    await expect.poll(countAtEnd).toBe(223);
  });
});

test('The views are accessible in both themes, and fit on a phone', async () => {
  const { page } = ada;
  for (const [path, heading] of [
    ['/drift', 'Drift'],
    ['/gaps?waiting=3600', 'Gaps'],
    ['/audit', 'Audit log'],
  ] as const) {
    await goTo(page, path, heading);
    await page.locator('tbody tr').first().waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await accessibilityProblems(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.setViewportSize({ width: 1360, height: 900 });
  }
});

function row(subject: string) {
  return ada.page.getByRole('row').filter({ hasText: subject });
}
