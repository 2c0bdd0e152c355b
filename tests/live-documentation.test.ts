import { execFileSync } from 'node:child_process';
import { curlCommand } from '@partner-webhooks/bundled-contract';
import { type Page, watch } from '@partner-webhooks/test-chromium';
import { type StartedReceiver, startReceiver } from '@partner-webhooks/test-receiver';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedBrowser } from './shared-browser.ts';

// The documentation as a receiver serves it: the page of a webhook shows what really arrived.

const ID = '0c9e8b7a-1d2f-4a3b-8c4d-5e6f7a8b9c0d';
const NEW_VALUE = 'HELD_BY_A_BANK';

describe('the page of a webhook, served by a receiver', () => {
  let receiver: StartedReceiver;
  let page: Page;
  let misdeeds: ReturnType<typeof watch>;
  let admin: string;

  beforeAll(async () => {
    receiver = await startReceiver();
    admin = receiver.environment.ADMIN_URL;
    for (const status of ['PENDING', 'PROCESSED', 'PROCESSED', NEW_VALUE])
      expect(
        await receiver.send('TRANSFER_NOTIFICATION', { transferId: ID, status, modifiedOn: time() }),
      ).toBe(200);
    await openPage();
  });

  afterAll(() => Promise.all([page?.close(), receiver?.stop()]));

  async function openPage(): Promise<void> {
    const browser = await sharedBrowser();
    page = await browser.newPage({ viewport: { width: 1400, height: 1200 } });
    misdeeds = watch(page, admin);
  }

  const ask = () => page.getByRole('button', { name: /^Ask/ }).click();

  it('asks nothing by itself, and leads to the sign-in', async () => {
    await page.goto(`${admin}/docs/webhooks/transfer-notification.html`);
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
    await ask();
    await page.getByRole('link', { name: 'Sign in in the console' }).waitFor();
    // The browser reports the refusal as an error, at some time: the next test has a page of its own.
    await page.close();
  });

  it('shows, signed in, how often each value was received, and what is not in the contract', async () => {
    const { ADMIN_TOKEN: token } = receiver.environment;
    await openPage();
    const signedIn = await page.context().request.post(`${admin}/api/session`, { data: { token } });
    expect(signedIn.status()).toBe(200);
    await page.goto(`${admin}/docs/webhooks/transfer-notification.html`);
    await ask();
    const values = page.getByRole('group', { name: /^Of the last 4 notifications/ });
    await values.waitFor();
    const rows = (await values.getByRole('row').allInnerTexts()).map((row) => row.split('\t').slice(0, 3));
    expect(rows).toEqual(
      expect.arrayContaining([
        ['status', 'PENDING', '1'],
        ['status', 'PROCESSED', '2'],
        ['status', 'REJECTED', '0'],
        ['status', 'others', '1'],
      ]),
    );
    expect(await page.getByRole('group', { name: 'Not in the contract' }).innerText()).toContain('/status');
  });

  it('shows no id and no text of a notification', async () => {
    const shown = await page.locator('[data-live-result]').innerText();
    expect(shown).toContain('4 pending');
    expect(shown).not.toContain(ID);
    expect(shown).not.toContain(NEW_VALUE);
  });

  it('shows it on the next page without being asked, under the policy of the admin listener', async () => {
    await page.goto(`${admin}/docs/webhooks/customer-notification.html`);
    await page.getByText('The inbox of this receiver has none.').waitFor();
    expect(misdeeds).toEqual({ errors: [], foreign: [] });
  });

  it('takes the command of every page', () => {
    const { url, environment } = receiver;
    const commands = EVENT_TYPES.map((eventType) => {
      const [example = {}] = Object.values(examples[eventType]);
      const body = { text: JSON.stringify(example, null, 2) };
      return curlCommand(contract, eventType, `${url}${registry[eventType].path}`, body);
    });
    // The shell's own curl prints the status in place of the response.
    const script = `curl() { command curl -s -o /dev/null -w '%{http_code}\\n' "$@"; }\n${commands.join('\n')}`;
    const { API_KEY } = environment;
    const output = execFileSync('sh', {
      input: script.replaceAll('curl -i', 'curl'),
      env: { ...process.env, API_KEY },
    });
    expect(output.toString().trim().split('\n')).toEqual(EVENT_TYPES.map(() => '200'));
  });

  it('sends the site compressed', async () => {
    const response = await fetch(`${admin}/docs/reference/redoc.js`);
    expect(response.headers.get('content-encoding')).toMatch(/^(br|gzip)$/);
    expect(Number(response.headers.get('content-length'))).toBeLessThan(800_000);
    await response.body?.cancel();
  });
});

let seconds = 0;
/** A later time for each notification: none is a repetition. */
function time(): string {
  seconds += 1;
  return `2026-01-01T00:00:0${seconds}Z`;
}
