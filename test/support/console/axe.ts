import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds wrong with a page, as the rule and the element.
 *
 * @param rules the only rules to check; all of them by default
 */
export async function violationsOf(page: Page, rules?: string[]): Promise<string[]> {
  const only = rules && { runOnly: { type: 'rule', values: rules } };
  const options = JSON.stringify({ resultTypes: ['violations'], ...only });
  return page.evaluate(`(async () => {
    ${axe};
    const { violations } = await axe.run(document, ${options});
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' ' + target.join(' ')));
  })()`);
}
