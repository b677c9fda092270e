import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { startBrowser } from '../support/client/browser.ts';
import { consolePage } from '../support/console/console-page.ts';
import { enter, tabTo } from '../support/console/keyboard.ts';
import { stack, tokenOf } from '../support/stack/stack.ts';

const outputs = await stack();
const browser = await startBrowser();
const MISTAKE = 'paragraph.AddTxt("!");';

/** The console of the stack for a tenant of its own, at the address that `npm start` prints. */
async function open(tenant: string, options: Parameters<typeof consolePage>[2] = {}) {
  if (typeof browser === 'string') throw new Error(browser);
  const token = await tokenOf(outputs, { tenant });
  const opened = await consolePage(browser, { url: `${outputs.apiUrl}/console`, token }, options);
  opened.page.setDefaultTimeout(120_000);
  return opened;
}

/** The type and the first characters of the file in the frame. */
async function shownPdf(page: Page): Promise<string[]> {
  await page.locator('iframe').waitFor();
  return page.evaluate(`fetch(document.querySelector('iframe').src).then(async (answer) => [
    answer.headers.get('content-type'), (await answer.text()).slice(0, 5)])`);
}

test('someone who opens the printed address writes a script, mends it, sees the PDF, finds the build and erases it', async (t) => {
  if (typeof browser === 'string') return t.skip(browser);
  const { page, complaints, close } = await open('console-mouse');
  await page.getByRole('link', { name: 'Write', exact: true }).click();
  await page.getByRole('textbox', { name: 'Script', exact: true }).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(MISTAKE);
  await page.getByRole('button', { name: 'Line 8' }).click();
  const finding = await page.locator('.findings').innerText();
  await page.locator('.cm-focused').waitFor();
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Delete');
  await page.getByText('Nothing found.').waitFor();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const shown = await shownPdf(page);
  await page.getByRole('link', { name: 'Builds', exact: true }).click();
  await page.locator('a.build-row').click();
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByText('No builds yet').waitFor();

  equal(finding.includes('AddText'), true, finding);
  deepEqual(shown, ['application/pdf', '%PDF-']);
  deepEqual(complaints, []);
  await close();
});

test('the same works on a narrow screen and with the keyboard alone', async (t) => {
  if (typeof browser === 'string') return t.skip(browser);
  const { page, complaints, close } = await open('console-keyboard', {
    viewport: { width: 375, height: 800 },
  });
  await enter(page, 'Write');
  await page.locator('.cm-content').waitFor();
  await tabTo(page, 'Script');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(MISTAKE);
  await page.getByText('METHOD_UNKNOWN').waitFor();
  await enter(page, 'Line 8');
  await page.locator('.cm-focused').waitFor();
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Delete');
  await page.getByText('Nothing found.').waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  const shown = await shownPdf(page);
  await enter(page, 'Build page');
  await page.getByRole('button', { name: 'Erase', exact: true }).waitFor();
  await enter(page, 'Erase');
  await page.getByRole('dialog').waitFor();
  await enter(page, 'Erase for good');
  await page.getByText('No builds yet').waitFor();

  deepEqual(shown, ['application/pdf', '%PDF-']);
  deepEqual(complaints, []);
  await close();
});
