import { EVENT_TYPES } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { doubleClick } from './double-click.ts';
import { goTo } from './go-to.ts';
import { type OpenedConsole, openConsole } from './signed-in.ts';

const TRANSFERS = 30;
const transfer = examples.TRANSFER_NOTIFICATION.processed;

let opened: OpenedConsole;
beforeAll(async () => {
  opened = await openConsole();
  const { receiver } = opened;
  receiver.failing.set(
    'TRANSFER_NOTIFICATION',
    () => new Error('cannot book the transfer', { cause: new TypeError('the ledger is closed') }),
  );
  for (const eventType of EVENT_TYPES)
    await receiver.send(eventType, Object.values(examples[eventType])[0] ?? {});
  for (let n = 0; n < TRANSFERS; n += 1)
    await receiver.send('TRANSFER_NOTIFICATION', { ...transfer, transferId: uuid(n) });
  await allHandled();
});
afterAll(() => opened?.close());

async function allHandled(): Promise<void> {
  await vi.waitFor(async () => {
    const { pending, handling } = await opened.receiver.inbox.statistics();
    expect(pending + handling).toBe(0);
  }, 30_000);
}

function uuid(n: number): string {
  return `0c9e8b7a-1d2f-4a3b-8c4d-${String(n).padStart(12, '0')}`;
}

describe('the list of notifications', () => {
  it.each([
    ['an event type', '?eventType=OFFBOARDING_NOTIFICATION', 1],
    ['a state', '?state=dead', TRANSFERS + 1],
    ['a subject', `?subject=${uuid(7)}`, 1],
    ['a text', `?text=${uuid(8)}`, 1],
    ['an event type and a state', '?eventType=OFFBOARDING_NOTIFICATION&state=dead', 0],
    ['a time', '?receivedFrom=2999-01-01T00:00:00.000Z', 0],
    ['what is no filter', '?state=nonsense&receivedFrom=yesterday', TRANSFERS + EVENT_TYPES.length],
  ])('is filtered by %s in its URL', async (_name, search, count) => {
    const { page } = await opened.signIn(`/notifications${search}`);
    if (count === 0) await page.getByText('No notification matches.').waitFor();
    else
      await expect
        .poll(() => page.getByText(/^\d+ notifications?\./).textContent())
        .toBe(count === 1 ? '1 notification. ' : `${count} notifications. `);
  });

  it('is filtered by what is chosen and typed, and the back button of the browser is not filled with it', async () => {
    const { page } = await opened.signIn('/overview');
    await page.getByRole('link', { name: 'Notifications' }).click();
    await page.getByLabel('State').selectOption('dead');
    await page.getByLabel('Text').fill(uuid(9));
    await page.getByText(/^1 notification\./).waitFor();
    expect(page.url()).toContain(`state=dead&text=${uuid(9)}`);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByText(`${TRANSFERS + EVENT_TYPES.length} notifications`).waitFor();
    await page.goBack();
    expect(new URL(page.url()).pathname).toBe('/console/overview');
  });

  it('is not filtered by what was typed once the filter was cleared or the page was left', async () => {
    const { page } = await opened.signIn('/notifications?state=dead', { own: true });
    await page.clock.install();
    await page.getByLabel('Text').fill('typed late');
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.clock.runFor(1_000);
    expect(new URL(page.url()).search).toBe('');
    expect(await page.getByLabel('Text').inputValue()).toBe('');
    await page.getByLabel('Text').fill('typed late');
    await goTo(page, '/failures', 'Failures by cause');
    await page.clock.runFor(1_000);
    expect([new URL(page.url()).pathname, new URL(page.url()).search]).toEqual(['/console/failures', '']);
    await page.context().close();
  });

  it('is read with the keyboard alone', async () => {
    const { page } = await opened.signIn('/notifications?state=dead');
    await page.locator('[data-index="0"] a').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focusedRow(page)).toBe('1');
    await page.keyboard.press('End');
    await expect.poll(() => focusedRow(page)).toBe(String(TRANSFERS));
    await page.keyboard.press('Home');
    await expect.poll(() => focusedRow(page)).toBe('0');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'TRANSFER_NOTIFICATION' }).waitFor();
  });

  it('offers what is new without moving what is read', async () => {
    const { page } = await opened.signIn('/notifications?eventType=PROXY_NOTIFICATION');
    await page.getByText('Live', { exact: true }).waitFor();
    // What arrives before the list is in it, and is nothing new.
    await page.getByRole('cell', { name: 'PROXY_NOTIFICATION' }).first().waitFor();
    await opened.receiver.send('PROXY_NOTIFICATION', { ...examples.PROXY_NOTIFICATION.published, extra: 1 });
    await page.getByRole('button', { name: 'Show the new one' }).click();
    await page.getByText('2 notifications').waitFor();
  });
});

describe('a notification', () => {
  it('shows why its handler failed, what its payload means, and what happened to its subject', async () => {
    const { page } = await opened.signIn(`/notifications?subject=${uuid(3)}`);
    await page.locator('[data-index="0"] a').click();
    const attempts = page.getByRole('region', { name: 'Attempts' });
    await expect.poll(() => attempts.textContent()).toContain('caused by: TypeError: the ledger is closed');
    const status = page.getByRole('row', { name: /^status/ });
    await expect.poll(() => status.textContent()).toContain('"PROCESSED"');
    expect(await status.textContent()).toContain('Where the transfer stands.');
    const timeline = page.getByRole('region', { name: /Everything about/ });
    await expect.poll(() => timeline.getByRole('listitem').count()).toBe(2);
  });

  it('gives its body byte for byte, as curl and as a fixture', async () => {
    const { page } = await opened.signIn(`/notifications?subject=${uuid(4)}`);
    await page.locator('[data-index="0"] a').click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the body' }).click();
    const text = await (await (await download).createReadStream()).toArray();
    expect(Buffer.concat(text).toString()).toBe(JSON.stringify({ ...transfer, transferId: uuid(4) }));
    for (const [name, expected] of [
      ['Copy as curl', '/transfer-notification"'],
      ['Copy as TypeScript fixture', "Payload<'TRANSFER_NOTIFICATION'>"],
    ] as const) {
      await page.getByRole('button', { name }).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(expected);
    }
  });

  it('is shown as it is, whatever its sender wrote into it', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e\u0000';
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`${hostile}${n}`, n]));
    await opened.receiver.send('LABELS_UPDATE_NOTIFICATION', {
      ...examples.LABELS_UPDATE_NOTIFICATION.published,
      many,
      text: hostile.repeat(1_000),
    });
    const { page, misdeeds } = await opened.signIn('/notifications?eventType=LABELS_UPDATE_NOTIFICATION');
    await page.locator('[data-index="0"] a').click();
    const fields = page.getByRole('region', { name: 'Fields of the payload' });
    await expect.poll(() => fields.getByRole('row').count()).toBe(501);
    await page.getByRole('button', { name: /^Show all 2,\d+ fields/ }).click();
    await expect.poll(() => fields.getByRole('row').count()).toBeGreaterThan(2_000);
    expect(await page.title()).toBe('LABELS_UPDATE_NOTIFICATION · Partner Webhooks');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  it('is replayed, and discarded with a reason', async () => {
    const { page } = await opened.signIn(`/notifications?subject=${uuid(5)}`);
    await page.locator('[data-index="0"] a').click();
    await page.getByRole('button', { name: 'Replay' }).click();
    await expect
      .poll(() => page.getByRole('region', { name: 'Attempts' }).getByRole('listitem').count())
      .toBe(2);
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.getByLabel('Reason, for the log').fill('sent by mistake');
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByText('sent by mistake').first().waitFor();
    // The list was loaded before.
    await page.goBack();
    await page.getByRole('cell', { name: 'discarded' }).waitFor();
  });

  it('is replayed once by a double click, and once by a key that is held', async () => {
    const subject = uuid(6);
    const { page } = await opened.signIn(`/notifications/${await idOf(subject)}`);
    const replayed = async (times: number) => {
      await expect
        .poll(async () => (await opened.receiver.inbox.notifications({ subject }, { limit: 1 })).items)
        .toMatchObject([{ state: 'dead', replays: times }]);
      const attempts = page.getByRole('region', { name: 'Attempts' }).getByRole('listitem');
      await expect.poll(() => attempts.count()).toBe(times + 1);
    };
    const button = page.getByRole('button', { name: 'Replay' });
    await button.waitFor();
    await doubleClick(page, button, () => replayed(1));
    await expect.poll(() => button.isEnabled()).toBe(true);
    await button.focus();
    await page.keyboard.down('Enter');
    await replayed(2);
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.keyboard.press('Escape');
    await replayed(2);
  });

  it('takes its dialog along: that of one can never act on another', async () => {
    const [one, other] = await Promise.all([idOf(uuid(10)), idOf(uuid(11))]);
    const { page } = await opened.signIn(`/notifications/${one}`);
    await page
      .getByText(`about ${uuid(10)}`)
      .first()
      .waitFor();
    await goTo(page, `/notifications/${other}`, 'TRANSFER_NOTIFICATION');
    await page
      .getByText(`about ${uuid(11)}`)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.getByLabel('Reason, for the log').fill('meant for the other');
    await page.goBack();
    await page
      .getByText(`about ${uuid(10)}`)
      .first()
      .waitFor();
    expect(await page.getByRole('alertdialog').count()).toBe(0);
  });
});

async function idOf(subject: string): Promise<string> {
  const { items } = await opened.receiver.inbox.notifications({ subject }, { limit: 1 });
  return items[0]?.id ?? '';
}

function focusedRow(page: Awaited<ReturnType<OpenedConsole['signIn']>>['page']): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset['index']);
}
