import { deepEqual } from 'node:assert/strict';
import { after, test } from 'node:test';
import { startBrowser } from '../client/browser.ts';
import { type ConsolePage, consolePage } from './console-page.ts';
import { openConsole } from './open-console.ts';
import { sampleWorld } from './sample-world.ts';
import type { World } from './world.ts';

/** The world of the test that runs. */
export const world = { now: sampleWorld() };
export const browser = await startBrowser();
export const server = await openConsole(world);
after(() => server.stop());

type Options = NonNullable<Parameters<typeof consolePage>[2]> & { made?: World };

/**
 * A test in a page of its own, in which the browser has nothing to complain about. It is skipped, with the
 * reason, where no browser starts.
 */
export function inBrowser(
  title: string,
  run: (open: ConsolePage) => Promise<void>,
  { made, ...options }: Options = {},
): void {
  test(title, async (t) => {
    if (typeof browser === 'string') return t.skip(browser);
    world.now = made ?? sampleWorld();
    const open = await consolePage(browser, server, options);
    try {
      await run(open);
      deepEqual(open.complaints, []);
    } finally {
      await open.close();
    }
  });
}
