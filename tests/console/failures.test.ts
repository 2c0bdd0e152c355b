import type { Page } from '@partner-webhooks/test-chromium';
import type { EventType } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { doubleClick } from './double-click.ts';
import { type OpenedConsole, openConsole } from './signed-in.ts';

const DEAD = 450;

let opened: OpenedConsole;
beforeAll(async () => {
  opened = await openConsole();
  let call = 0;
  const { failing } = opened.receiver;
  failing.set('TRANSFER_NOTIFICATION', () => {
    call += 1;
    return new Error(
      call % 10 === 0 ? `account ${call} is closed` : `connect ECONNREFUSED 10.0.0.${call}:5432`,
    );
  });
  for (const eventType of ['USER_NOTIFICATION', 'PROXY_NOTIFICATION', 'DOCUMENT_NOTIFICATION'] as const)
    failing.set(eventType, () => new Error('no such table'));
  await sendMany('TRANSFER_NOTIFICATION', DEAD);
  await sendMany('DOCUMENT_NOTIFICATION', DEAD);
  await sendMany('USER_NOTIFICATION', 3);
  await sendMany('PROXY_NOTIFICATION', 1);
  await vi.waitFor(async () => expect((await statistics()).dead).toBe(2 * DEAD + 4), { timeout: 30_000 });
});
afterAll(() => opened?.close());

/** Sends notifications that differ in a property that no contract has. */
async function sendMany(eventType: EventType, count: number): Promise<void> {
  const [example] = Object.values(examples[eventType]);
  const subject = { transferId: '', documentId: '', userId: '', proxyId: '' };
  const sent = Array.from({ length: count }, () => {
    const ids = Object.keys(subject).filter((name) => name in (example ?? {}));
    const own = Object.fromEntries(ids.map((name) => [name, crypto.randomUUID()]));
    return opened.receiver.send(eventType, { ...example, ...own });
  });
  expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
}

const statistics = () => opened.receiver.inbox.statistics();

async function stateOf(
  eventType: EventType,
  state: 'dead' | 'handled' | 'pending' | 'discarded',
): Promise<number> {
  const { byEventType } = await statistics();
  return byEventType.find((each) => each.eventType === eventType)?.[state] ?? 0;
}

describe('failures by cause', () => {
  it('has one group for each event type and cause, with what differs between the errors left out', async () => {
    const { page } = await opened.signIn('/failures', { own: true });
    const transfers = page.getByRole('listitem').filter({ hasText: 'TRANSFER_NOTIFICATION' });
    await expect.poll(() => transfers.count()).toBe(2);
    const rejected = transfers.filter({ hasText: 'ECONNREFUSED ‹address›' });
    expect(await rejected.textContent()).toContain(`${DEAD - DEAD / 10} dead, 0 retrying`);

    // A poll that fails is said above the list, which stays; the next one mends it.
    await page.clock.install();
    const message = 'The inbox is unavailable.';
    await page.route('**/api/failures', (route) => route.fulfill({ status: 503, json: { message } }));
    await page.clock.runFor(6_000);
    await page.getByText(message).waitFor();
    expect(await transfers.count()).toBe(2);
    await page.unroute('**/api/failures');
    await page.clock.runFor(6_000);
    await page.getByText(message).waitFor({ state: 'detached' });
    await rejected.getByRole('link', { name: 'Show them' }).click();
    await page.getByText(/^200 or more notifications/).waitFor();
    await page.context().close();
  });

  it('replays a group after a count, which has to be typed, and shows the progress until it has ended', async () => {
    opened.receiver.failing.delete('TRANSFER_NOTIFICATION');
    const { page } = await opened.signIn('/failures');
    const group = page.getByRole('listitem').filter({ hasText: 'ECONNREFUSED' });
    await group.getByRole('button', { name: 'Replay the group…' }).click();
    const dialog = page.getByRole('alertdialog');
    const count = DEAD - DEAD / 10;
    await dialog.getByText(`${count} notifications match`).waitFor();
    expect(await dialog.textContent()).toContain('ECONNREFUSED ‹address›');
    expect(await dialog.getByRole('button', { name: `Replay ${count}` }).isDisabled()).toBe(true);
    await dialog.getByLabel(`Type ${count} to confirm`).fill(String(count));
    await dialog.getByRole('button', { name: `Replay ${count}` }).click();
    await dialog.getByText(`Done: ${count} replayed of ${count}, by ada`).waitFor();
    await vi.waitFor(
      async () => expect(await stateOf('TRANSFER_NOTIFICATION', 'handled')).toBe(count),
      30_000,
    );
    // The group leaves the list behind the dialog, which hides it from roles. The dialog stays.
    await expect.poll(() => page.locator('.group', { hasText: 'ECONNREFUSED' }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => group.count()).toBe(0);
    expect(await stateOf('TRANSFER_NOTIFICATION', 'dead')).toBe(DEAD / 10);
  });
});

describe('a job on all notifications that match a filter', () => {
  it('can be cancelled: what it has done is done, and the rest stays as it was', async () => {
    opened.receiver.failing.delete('DOCUMENT_NOTIFICATION');
    // On a slow machine the click must come before the job has ended.
    opened.receiver.replayMs = 2_000;
    const { page } = await opened.signIn('/notifications?eventType=DOCUMENT_NOTIFICATION&state=dead');
    await page.getByRole('button', { name: 'Replay all that match…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel(`Type ${DEAD} to confirm`).fill(String(DEAD));
    const progress = dialog.getByRole('progressbar');
    // The second click comes where the button was, and does nothing.
    await doubleClick(page, dialog.getByRole('button', { name: `Replay ${DEAD}` }), () => progress.waitFor());
    await expect.poll(() => progress.getAttribute('aria-valuenow').then(Number)).toBeGreaterThan(0);
    await dialog.getByRole('button', { name: 'Cancel the rest' }).click();
    await dialog.getByText(/^Cancelled: \d+ replayed of 450/).waitFor();
    const done = Number(/Cancelled: (\d+)/.exec((await dialog.textContent()) ?? '')?.[1]);
    expect(done).toBeLessThan(DEAD);
    await vi.waitFor(
      async () => expect(await stateOf('DOCUMENT_NOTIFICATION', 'handled')).toBe(done),
      30_000,
    );
    expect(await stateOf('DOCUMENT_NOTIFICATION', 'dead')).toBe(DEAD - done);
    opened.receiver.replayMs = 0;
  });

  it('discards with a reason, and is in the list of jobs', async () => {
    const { page } = await opened.signIn('/notifications?eventType=USER_NOTIFICATION');
    await page.getByRole('button', { name: 'Discard all that match…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('3 notifications match').waitFor();
    expect(await dialog.getByRole('button', { name: 'Discard 3' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason, for the log').fill('test data');
    // A second press is not a second job, whose refusal would stand where the progress of the first is shown.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await dialog.getByText('Done: 3 discarded of 3, by ada').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(await stateOf('USER_NOTIFICATION', 'discarded')).toBe(3);
    await page.getByRole('link', { name: 'Handling' }).click();
    await page.getByRole('region', { name: 'Jobs' }).getByText('Done: 3 discarded of 3').waitFor();
  });

  it('is not begun by Escape, and the dialog keeps the focus within it', async () => {
    const { page } = await opened.signIn('/failures');
    const group = page.getByRole('listitem').filter({ hasText: 'PROXY_NOTIFICATION' });
    const button = group.getByRole('button', { name: 'Replay the group…' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').getByText('1 notification matches').waitFor();
    for (let n = 0; n < 6; n += 1) {
      await page.keyboard.press('Tab');
      await expect.poll(() => isFocusIn(page, '[role=alertdialog]')).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(await stateOf('PROXY_NOTIFICATION', 'dead')).toBe(1);
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});

describe('pausing an event type', () => {
  it('is shown in every view; its notifications wait until it is resumed', async () => {
    const { page } = await opened.signIn('/handling');
    // As on a window of 1360 by 900 that is enlarged to 400 %.
    await page.setViewportSize({ width: 340, height: 225 });
    await page.getByRole('button', { name: 'Pause STRATEGY_NOTIFICATION' }).click();
    await page.getByLabel('Reason (optional)').click();
    await page.keyboard.type('the broker is down');
    await page.getByRole('button', { name: 'Pause handling' }).click();
    await page.setViewportSize({ width: 1_360, height: 900 });
    await page.getByText('by ada: the broker is down').waitFor();
    await sendMany('STRATEGY_NOTIFICATION', 1);
    for (const view of ['Overview', 'Notifications', 'Failures']) {
      await page.getByRole('link', { name: view }).click();
      await page.getByText('Handling is paused for STRATEGY_NOTIFICATION.').waitFor();
    }
    expect(await stateOf('STRATEGY_NOTIFICATION', 'pending')).toBe(1);
    await page.getByRole('link', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Resume STRATEGY_NOTIFICATION' }).click();
    await vi.waitFor(async () => expect(await stateOf('STRATEGY_NOTIFICATION', 'handled')).toBe(1), 30_000);
    await expect.poll(() => page.getByText('Handling is paused').count()).toBe(0);
  });
});

function isFocusIn(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((within) => document.activeElement?.closest(within) !== null, selector);
}
