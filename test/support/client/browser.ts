import { existsSync } from 'node:fs';
import { after } from 'node:test';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = [
  process.env.CHROME_PATH,
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The package's own settings are for Lambda: one process, which crashes with several pages, and no rules
 * between origins.
 */
const ARGS = ['--no-sandbox', '--headless=shell', '--disable-gpu', '--font-render-hinting=none'];

/**
 * Starts the Chrome of this machine, or else the Chromium that npm installed, which runs on Linux. It is
 * closed after the tests of the file.
 *
 * @returns a sentence that says why there is none
 */
export async function startBrowser(): Promise<Browser | string> {
  const installed = INSTALLED.find((path) => path && existsSync(path));
  try {
    const bundled = installed ? undefined : (await import('@sparticuz/chromium')).default;
    const executablePath = installed ?? (await bundled?.executablePath()) ?? '';
    const args = bundled ? ARGS : [];
    const browser = await chromium.launch({ executablePath, args });
    after(() => browser.close());
    return browser;
  } catch (error) {
    return `no browser starts on this machine: ${(error as Error).message.split('\n')[0]}`;
  }
}
