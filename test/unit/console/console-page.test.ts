import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { violationsOf } from '../../support/console/axe.ts';
import { type ConsolePage, consolePage } from '../../support/console/console-page.ts';
import { problem } from '../../support/console/fake-api.ts';
import { browser, inBrowser, server, world } from '../../support/console/in-browser.ts';
import { sampleWorld } from '../../support/console/sample-world.ts';
import { VIEWS } from '../../support/console/views.ts';
import { buildData } from '../../support/console/world.ts';

const narrowAndDark = {
  viewport: { width: 375, height: 800 },
  colorScheme: 'dark',
} as const;

/** Shows each view, and collects what is wrong with it. */
async function wrongViews(open: ConsolePage, faults: () => Promise<unknown[]>) {
  const wrong: Record<string, unknown[]> = {};
  for (const { name, hash, show } of VIEWS) {
    await open.go(hash);
    await show(open.page);
    const found = await faults();
    if (found.length > 0) wrong[name] = found;
    await open.page.keyboard.press('Escape');
  }
  return wrong;
}

inBrowser('every page of the console passes axe', async (open) => {
  deepEqual(await wrongViews(open, () => violationsOf(open.page)), {});
});

inBrowser(
  'every page of the console fits 375 pixels, and its dark colours have enough contrast',
  async (open) => {
    const faults = async () => {
      const width = await open.page.evaluate<number>('document.documentElement.scrollWidth');
      const tooWide = width > 375 ? [`is ${width} pixels wide`] : [];
      return [...tooWide, ...(await violationsOf(open.page, ['color-contrast']))];
    };

    deepEqual(await wrongViews(open, faults), {});
  },
  narrowAndDark,
);

inBrowser(
  'the filters of the list are in the address, and the address brings them back',
  async (open) => {
    const { page, go } = open;
    await page.getByLabel('Status').selectOption('failed');
    await page.getByRole('link', { name: 'Script' }).waitFor();
    match(page.url(), /#\/builds\?status=failed$/);
    await page.getByLabel('Template').fill('other');
    await page.keyboard.press('Enter');
    await page.getByText('No build fits this filter').waitFor();
    await page.getByRole('link', { name: 'Show all builds' }).click();
    await page.getByText('monday.json').first().waitFor();
    await go('#/builds?correlationId=inbox%2Fdefault%2Freport%2Fmonday.json');
    await page.locator('li:only-child > a.build-row').waitFor();

    equal(await page.getByLabel('Correlation id').inputValue(), 'inbox/default/report/monday.json');
  },
);

inBrowser(
  'the list follows what happens, and older builds come with scrolling',
  async ({ page }) => {
    await page.locator('a.build-row').nth(99).waitFor();
    world.now.builds.unshift(
      buildData({ correlationId: 'just-now', createdAt: new Date().toISOString() }),
    );
    await page.getByText('just-now').waitFor();
    await page.keyboard.press('End');
    await page.locator('a.build-row').nth(199).waitFor();
    await page.keyboard.press('End');
    await page.getByText('These are all builds.').waitFor();

    equal(await page.locator('a.build-row').count(), world.now.builds.length);
  },
  { made: { ...sampleWorld(), builds: Array.from({ length: 230 }, () => buildData()) } },
);

inBrowser(
  'empty, slow, refused, missing and offline each have words of their own',
  async (open) => {
    const { page, go } = open;
    world.now.builds = [];
    await page.getByText('No builds yet').waitFor();
    world.now.templates = [];
    await go('#/templates');
    await page.getByText('No templates yet').waitFor();
    await go('#/builds/01KB0000000000000000000404');
    await page.getByText('There is no such build.').waitFor();
    world.now.failures = [problem(403, 'FORBIDDEN', 'The scope builds:write is missing.')];
    await go('#/templates');
    await page.getByText('The scope builds:write is missing.').waitFor();
    let release = () => {};
    world.now.hold = new Promise((resolve) => {
      release = () => resolve();
    });
    await go('#/templates/other');
    await page.getByText('The gateway is slow to answer.').waitFor();
    world.now.hold = undefined;
    release();
    await page.getByText('There is no such template.').waitFor();
    await page.context().setOffline(true);
    await go('#/builds');
    await page.getByText('No connection to the gateway').waitFor();
    await page.context().setOffline(false);
    await page.getByText('No builds yet').waitFor();
  },
);

const SCREENSHOTS = '.local/screenshots/console';

if (process.env.SCREENSHOTS) test('every page has its screenshots', takeScreenshots);

async function takeScreenshots(t: TestContext): Promise<void> {
  if (typeof browser === 'string') return t.skip(browser);
  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 375]) {
      world.now = sampleWorld();
      const open = await consolePage(browser, server, {
        ...{ colorScheme, viewport: { width, height: 900 } },
      });
      for (const { name, hash, show } of VIEWS) {
        await open.go(hash);
        await show(open.page);
        const path = `${SCREENSHOTS}/${name}-${colorScheme}-${width}.png`;
        await open.page.screenshot({ path, fullPage: true, animations: 'disabled' });
        await open.page.keyboard.press('Escape');
      }
      await open.close();
    }
  }
}
