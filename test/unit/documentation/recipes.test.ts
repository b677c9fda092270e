import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../../../infra/config/config.ts';
import { SAMPLE } from '../../support/aws/template.ts';
import { textOf } from '../../support/documentation.ts';

/** The settings in the code blocks of a page that begin with this text. */
function settingsIn(page: string, start: string): object[] {
  const fences = [...textOf(page).matchAll(/^```json\n([\s\S]*?)^```$/gm)];
  return fences
    .map(([, text = '']) => text)
    .filter((text) => text.startsWith(start))
    .map((text) => JSON.parse(start === '{' ? text : `{${text}}`) as object);
}

test('the smallest configuration that is documented is valid', () => {
  const [smallest] = settingsIn('docs/configuration.md', '{');

  equal(parseConfig(smallest).sweep, 'off');
});

test('the documented settings of each of the four token issuers are valid', () => {
  const recipes = settingsIn('docs/deploy.md', '"auth": {');

  equal(recipes.length, 4);
  for (const recipe of recipes) parseConfig({ ...SAMPLE, ...recipe });
});
