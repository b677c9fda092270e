import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export type ConsolePage = {
  page: Page;
  /** Every address that the browser asked for. */
  asked: string[];
  /** What the browser complained about: errors, and what a policy blocked. */
  complaints: string[];
  /** Shows another page of the console. */
  go(hash: string): Promise<void>;
  close(): Promise<void>;
};

/** Opens the console in a context of its own, at the address that `npm start` would print. */
export async function consolePage(
  browser: Browser,
  { url, token = 'token-1' }: { url: string; token?: string },
  options: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  const page = await context.newPage();
  // A browser without a window has no viewer of PDF files; the frame is there all the same.
  await page.addInitScript("Object.defineProperty(navigator, 'pdfViewerEnabled', { value: true })");
  page.setDefaultTimeout(30_000);
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    // An answer that says no is part of many tests; the page shows it.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  await page.goto(`${url}#token=${token}`);
  await page.getByRole('navigation').waitFor();
  return {
    page,
    asked,
    complaints,
    go: (hash) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`),
    close: () => context.close(),
  };
}
