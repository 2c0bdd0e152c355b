import type { Page } from '@partner-webhooks/test-chromium';

/** Clicks a button, and clicks again at the same place once the first click has had its effect, as a double click does. */
export async function doubleClick(
  page: Page,
  button: ReturnType<Page['getByRole']>,
  effect: () => Promise<unknown>,
): Promise<void> {
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (!box) throw new Error('the button is not shown');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const clickCount of [1, 2]) {
    await page.mouse.down({ clickCount });
    await page.mouse.up({ clickCount });
    if (clickCount === 1) await effect();
  }
}
