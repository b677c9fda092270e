import type { Page } from 'playwright-core';
import { FAILED, SUCCEEDED } from './sample-world.ts';

/** What a reader sees: an address, and what is done there until the page shows what it is about. */
export type View = { name: string; hash: string; show: (page: Page) => Promise<unknown> };

const seen = (text: string) => (page: Page) => page.getByText(text).first().waitFor();

/** Every page of the console in the states that matter. */
export const VIEWS: View[] = [
  { name: 'builds', hash: '#/builds', show: seen('monday.json') },
  { name: 'no-builds', hash: '#/builds?template=other', show: seen('No build fits this filter') },
  { name: 'build', hash: `#/builds/${SUCCEEDED}`, show: seen('Open in a new tab') },
  { name: 'failed-build', hash: `#/builds/${FAILED}`, show: seen('The build failed') },
  { name: 'erase', hash: `#/builds/${SUCCEEDED}`, show: (page) => ask(page, 'Erase') },
  { name: 'write', hash: '#/write', show: writeMistake },
  { name: 'write-done', hash: '#/write', show: (page) => runAndSee(page, 'Run') },
  { name: 'templates', hash: '#/templates', show: seen('invoice') },
  { name: 'template', hash: '#/templates/invoice', show: (page) => runAndSee(page, 'Build') },
  { name: 'documents', hash: '#/documents/acme.order-42', show: sendInfo },
  {
    name: 'no-document',
    hash: '#/documents/other',
    show: seen('No save of this document is stored'),
  },
];

async function ask(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('dialog').waitFor();
}

async function writeMistake(page: Page): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'Script', exact: true });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('paragraph.AddTxt("x");');
  await page.getByText('METHOD_UNKNOWN').waitFor();
}

async function runAndSee(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('region', { name: 'Result' }).getByText('Open in a new tab').waitFor();
}

async function sendInfo(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Send.*Who edits it/ }).click();
  await page.getByText('2 users edit it:').waitFor();
}
