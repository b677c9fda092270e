import type { Page } from 'playwright-core';

const MOST_STEPS = 200;

/** The words by which a screen reader names what has the focus. */
const FOCUSED = `(() => {
  const { activeElement: element } = document;
  const label = element.labels?.[0]?.textContent ?? '';
  return (element.getAttribute('aria-label') ?? (label || element.textContent)).trim();
})()`;

/** Presses Tab until what has the focus is named so. @throws {Error} when that never happens */
export async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(FOCUSED);
    if (focused.startsWith(name)) return;
    passed.push(focused.slice(0, 30));
  }
  throw new Error(`Tab does not lead to ${name}, but to ${[...new Set(passed)].join(', ')}`);
}

/** Goes to a control with Tab and presses Enter there. */
export async function enter(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}
