import type { Page } from '@partner-webhooks/test-chromium';

/** Goes to another view of the console without loading the console again. */
export async function goTo(page: Page, path: string, heading: string): Promise<void> {
  await page.evaluate((url) => {
    history.pushState({}, '', url);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/console${path}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}
