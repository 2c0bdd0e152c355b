import { randomUUID } from 'node:crypto';
import { accessibilityProblems } from '@partner-webhooks/test-chromium';
import { examples } from '@partner-webhooks/types/examples';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConsoleReceiver, TOKENS } from './console-receiver.ts';
import { goTo } from './go-to.ts';
import { type OpenedConsole, openConsole } from './signed-in.ts';

const TRANSFER = { ...examples.TRANSFER_NOTIFICATION.processed, status: 3 };
const TRANSFER_TEXT = `{ "amount": 10.10000000000000000005, ${JSON.stringify(TRANSFER).slice(1)}`;

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

// Each test begins with an empty quarantine, on another page.
beforeEach(async () => {
  await goTo(ada.page, '/handling', 'Handling');
  const { items } = await receiver.inbox.quarantined({}, { limit: 100 });
  await receiver.inbox.discardQuarantined(items.map(({ id }) => id));
});

/** Sends a body that is rejected. @returns its id in quarantine. */
async function reject(...sent: Parameters<ConsoleReceiver['send']>): Promise<string> {
  expect(await receiver.send(...sent)).toBe(400);
  const { items } = await receiver.inbox.quarantined({}, { limit: 1 });
  return items[0]?.id ?? '';
}

async function original(id: string): Promise<string> {
  const headers = { authorization: `Bearer ${TOKENS.ada}` };
  return (await fetch(`${receiver.origin}/api/quarantine/${id}/body`, { headers })).text();
}

describe('The list of rejected bodies', () => {
  test('has a filter, which is in the URL', async () => {
    const { page } = ada;
    await reject('TRANSFER_NOTIFICATION', TRANSFER_TEXT);
    await reject('CUSTOMER_NOTIFICATION', '[]');
    await goTo(page, '/quarantine', 'Quarantine');
    await page.getByText('2 rejected bodies').waitFor();

    await page.getByLabel('Event type').selectOption('CUSTOMER_NOTIFICATION');
    await page.getByText('1 rejected body.').waitFor();
    expect(page.url()).toContain('eventType=CUSTOMER_NOTIFICATION');
    await page.getByLabel('Path').fill('/transfer-notification');
    await page.getByLabel('Path').press('Enter');
    await page.getByText('No rejected body matches.').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByText('2 rejected bodies').waitFor();
  });

  test('offers what comes in meanwhile', async () => {
    const { page } = ada;
    await goTo(page, '/quarantine', 'Quarantine');
    await page.getByText('Quarantine is empty.').waitFor();
    await reject('TRANSFER_NOTIFICATION', '{"status": "PENDING",, }');
    await page.getByRole('button', { name: 'Show the new one' }).click();
    await page.getByText('unexpected character at position 21').waitFor();
  });

  test('replays what is valid as another event type, after a dry run, and discards the rest with a reason', async () => {
    const { page, misdeeds } = ada;
    const order = JSON.stringify(examples.CUSTOMER_NOTIFICATION.published);
    await reject('TRANSFER_NOTIFICATION', order);
    await reject('TRANSFER_NOTIFICATION', '[]');
    await goTo(page, '/quarantine', 'Quarantine');
    await page.getByRole('button', { name: 'Replay all that match…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('0 valid now').waitFor();
    expect(await dialog.getByRole('button', { name: 'Replay 0' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Validate as').selectOption('CUSTOMER_NOTIFICATION');
    await dialog.getByText('2 of all rejected bodies: 1 valid now').waitFor();
    await dialog.getByRole('button', { name: 'Replay 1' }).click();
    await dialog
      .getByText('1 moved to the inbox, 0 duplicates of notifications in the inbox, 1 still invalid')
      .waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();

    await page.getByText('1 rejected body.').waitFor();
    await page.getByRole('button', { name: 'Discard all that match…' }).click();
    await dialog.getByText('1 of all rejected bodies').waitFor();
    await dialog.getByLabel('Reason').fill('a test of the platform');
    // What has failed before anything was done can be begun again.
    await page.route('**/api/quarantine/discard', (route) =>
      route.fulfill({ status: 409, json: { message: 'Not at present.' } }),
    );
    await dialog.getByRole('button', { name: 'Discard 1' }).click();
    await dialog.getByText('Not at present.').waitFor();
    await page.unroute('**/api/quarantine/discard');
    await dialog.getByRole('button', { name: 'Discard 1' }).click();
    await dialog.getByText('1 of 1 discarded.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Quarantine is empty.').waitFor();
    for (const error of misdeeds.errors.splice(0)) expect(error).toContain('409');
  });

  test('discards many in parts, with progress; cancelled, it keeps the rest, and a lost response is counted', async () => {
    const { page, misdeeds } = ada;
    const rejected = { path: '/nothing', body: Buffer.from('[]'), reasons: [] };
    for (let n = 0; n < 450; n += 1)
      await receiver.inbox.quarantine({ ...rejected, id: randomUUID(), receivedAt: new Date() });
    await goTo(page, '/quarantine', 'Quarantine');
    const dialog = page.getByRole('alertdialog');
    const discard = async (count: number) => {
      await page.getByRole('button', { name: 'Discard all that match…' }).click();
      await dialog.getByText(`${count} of all rejected bodies`).waitFor();
      await dialog.getByLabel('Reason').fill('a scanner');
      if (count >= 100) await dialog.getByLabel(`Type ${count} to confirm`).fill(`${count}`);
      await dialog.getByRole('button', { name: `Discard ${count}` }).click();
    };

    // The second part waits until it was cancelled.
    const cancelled = Promise.withResolvers<void>();
    let parts = 0;
    await page.route('**/api/quarantine/discard', async (route) => {
      if (!route.request().postDataJSON().dryRun) {
        parts += 1;
        if (parts === 2) await cancelled.promise;
      }
      await route.continue();
    });
    await discard(450);
    await dialog.getByText('Running: 200 of 450 discarded').waitFor();
    await dialog.getByRole('button', { name: 'Cancel the rest' }).click();
    cancelled.resolve();
    await dialog.getByText('Cancelled: 400 of 450 discarded.').waitFor();
    await page.unroute('**/api/quarantine/discard');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText('50 rejected bodies').waitFor();

    let losses = 0;
    await page.route('**/api/quarantine/discard', async (route) => {
      if (route.request().postDataJSON().dryRun || losses > 0) return route.continue();
      losses += 1;
      await route.fetch();
      await route.abort();
    });
    await discard(50);
    await dialog.getByText('50 of 50 discarded.').waitFor();
    await page.unroute('**/api/quarantine/discard');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Quarantine is empty.').waitFor();
    // A browser reports the request whose response was lost.
    for (const error of misdeeds.errors.splice(0)) expect(error).toContain('ERR_FAILED');
  });
});

describe('A rejected body', () => {
  test('has its failing places marked, and opens by the keyboard', async () => {
    const { page } = ada;
    await reject('TRANSFER_NOTIFICATION', TRANSFER_TEXT);
    await goTo(page, '/quarantine', 'Quarantine');
    await page.locator('tbody a').first().focus();
    await page.keyboard.press('Enter');
    const region = page.getByRole('region', { name: 'As it was sent' });
    await region.getByText('must be string').waitFor();
    expect(await region.locator('mark').allTextContents()).toEqual(['3']);
    await region.getByRole('button', { name: 'Byte for byte' }).click();
    expect(await region.locator('pre').textContent()).toBe(TRANSFER_TEXT);
  });

  test('is edited in a copy, which is validated as it is typed; the original stays as it was sent', async () => {
    const { page } = ada;
    const id = await reject('TRANSFER_NOTIFICATION', TRANSFER_TEXT);
    await goTo(page, `/quarantine/${id}`, 'TRANSFER_NOTIFICATION');
    const copy = page.getByRole('region', { name: 'An edited copy' });
    const area = copy.getByRole('textbox');
    await copy.getByText('One thing does not match').waitFor();
    expect(await copy.getByRole('button', { name: 'Save and replay' }).isDisabled()).toBe(true);

    // The button selects the place: what is typed replaces it.
    await copy.getByRole('button', { name: /^Line/ }).click();
    await page.keyboard.type('"PROCESSED');
    await copy.getByText('unexpected character').waitFor();
    await page.keyboard.type('"');
    await copy.getByText('The body matches the contract.').waitFor();
    expect(await area.inputValue()).toContain('"amount": 10.10000000000000000005');

    await copy.getByRole('button', { name: 'Save the copy' }).click();
    await copy.getByText(/^Saved .* by ada/).waitFor();
    expect(await original(id)).toBe(TRANSFER_TEXT);
    await copy.getByRole('button', { name: 'Replay the copy' }).click();
    await page.getByRole('link', { name: 'Show the notification' }).click();
    await page.getByRole('heading', { level: 1, name: 'TRANSFER_NOTIFICATION' }).waitFor();
    await page.getByText('10.10000000000000000005').first().waitFor();
    expect(await original(id)).toBe(TRANSFER_TEXT);
  });

  test('keeps what was typed when the session ends, hidden until its operator has signed in again', async () => {
    const { page, misdeeds } = ada;
    const id = await reject('TRANSFER_NOTIFICATION', TRANSFER_TEXT);
    await goTo(page, `/quarantine/${id}`, 'TRANSFER_NOTIFICATION');
    const area = page.getByRole('textbox', { name: 'The edited copy' });
    await area.fill('{"typed": "with care"}');
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.getByLabel('Reason').fill('typed too');
    await page.context().clearCookies();
    await page.keyboard.press('Enter');

    await page.getByText('The session has ended.').waitFor();
    // Loading the page again would lose it: the browser asks first.
    const isAsked = () =>
      page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
    expect(await isAsked()).toBe(true);
    expect(await page.getByText('typed too').or(area).or(page.getByRole('alertdialog')).count()).toBe(0);
    await page.getByLabel('Admin token').fill(TOKENS.ada);
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('typed too');
    await page.keyboard.press('Escape');
    expect(await area.inputValue()).toBe('{"typed": "with care"}');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save the copy' }).click();
    await page.getByText(/^Saved .* by ada/).waitFor();
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Handling' }).click();
    await page.getByText('The session has ended.').waitFor();
    expect(await isAsked()).toBe(false);
    await page.getByLabel('Admin token').fill(TOKENS.ada);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Handling' }).waitFor();
    // A browser reports the response to what was done without a session.
    for (const error of misdeeds.errors.splice(0)) expect(error).toContain('401');
  });

  test('shows what does not show, and the order of the characters as it was sent', async () => {
    const { page } = ada;
    const text = '{"\u202Eeman": "\u2066\u0000", "status": 3}';
    const id = await reject('TRANSFER_NOTIFICATION', text);
    await goTo(page, `/quarantine/${id}`, 'TRANSFER_NOTIFICATION');
    const region = page.getByRole('region', { name: 'As it was sent' });
    const named = () =>
      region
        .locator('.hidden-character')
        .evaluateAll((all) => all.map((each) => each.getAttribute('data-name')));
    await expect.poll(named).toEqual(['U+202E', 'U+2066', 'U+0000']);
    expect(await region.locator('pre').textContent()).toBe(text);
    await page.getByText('The text has characters that do not show').waitFor();
  });

  test('stays in quarantine if a replay fails, with its history', async () => {
    const { page } = ada;
    const id = await reject('TRANSFER_NOTIFICATION', TRANSFER_TEXT);
    await goTo(page, `/quarantine/${id}`, 'TRANSFER_NOTIFICATION');
    await page.getByRole('button', { name: 'Replay the original' }).click();
    await page.getByText('Still invalid: it stays in quarantine.').waitFor();
    const history = page.getByRole('region', { name: 'Validated again, and still invalid' });
    await history.getByText('/status: must be string').waitFor();
  });

  test('is validated, and replayed, as another event type', async () => {
    const { page } = ada;
    const { published } = examples.CUSTOMER_NOTIFICATION;
    const id = await reject('TRANSFER_NOTIFICATION', JSON.stringify(published));
    await goTo(page, `/quarantine/${id}`, 'TRANSFER_NOTIFICATION');
    await page.getByLabel('Validate as').selectOption('CUSTOMER_NOTIFICATION');
    await page.getByRole('button', { name: 'Validate again' }).click();
    await page.getByText('Validated now as CUSTOMER_NOTIFICATION').waitFor();
    await page.getByRole('button', { name: 'Replay the original as CUSTOMER_NOTIFICATION' }).click();
    await page.getByText('The body is valid').first().waitFor();
  });

  test('is discarded with a reason, which the audit log has', async () => {
    const { page } = ada;
    const id = await reject('TRANSFER_NOTIFICATION', '');
    await goTo(page, `/quarantine/${id}`, 'TRANSFER_NOTIFICATION');
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.getByLabel('Reason').fill('an empty test');
    await page.keyboard.press('Enter');
    await page.getByText('The body was discarded.').waitFor();
    const { items } = await receiver.inbox.auditLog({}, { limit: 1 });
    expect(items).toMatchObject([
      { operator: 'ada', action: 'discard quarantined', details: { id, reason: 'an empty test' } },
    ]);
  });

  test('is accessible in both themes, fits on a phone, and can be read by the role read-only', async () => {
    const id = await reject('TRANSFER_NOTIFICATION', TRANSFER_TEXT);
    const { page, misdeeds } = await opened.signIn('/handling', { own: true, operator: 'wim' });
    for (const [path, heading] of [
      ['/quarantine', 'Quarantine'],
      [`/quarantine/${id}`, 'TRANSFER_NOTIFICATION'],
    ] as const) {
      await goTo(page, path, heading);
      await page.getByText('must be string').first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityProblems(page)).toEqual([]);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await page.setViewportSize({ width: 1360, height: 900 });
    }
    await page.getByText('One thing does not match').nth(1).waitFor();
    expect(await page.getByRole('button', { name: /Replay|Discard|Save/ }).count()).toBe(0);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });
});
