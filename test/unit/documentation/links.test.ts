import { deepEqual, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { anchorsOf, PAGES, proseOf, textOf } from '../../support/documentation.ts';

/** Why a link of a page does not resolve; undefined if it resolves. */
function faultOf(page: string, target: string): string | undefined {
  if (/^https?:/.test(target)) return URL.canParse(target) ? undefined : `${page}: ${target}`;
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(file)) return `${page}: ${target} names no file`;
  if (anchor === undefined || anchorsOf(file).includes(anchor)) return undefined;
  return `${page}: ${target} names no heading`;
}

test('every link and every anchor of the documentation resolves', () => {
  const faults = PAGES.flatMap((page) =>
    [...proseOf(page).matchAll(/\]\(([^()\s]+)\)/g)].flatMap(
      ([, target = '']) => faultOf(page, target) ?? [],
    ),
  );

  deepEqual(faults, []);
});

test('every source and test file that the documentation names exists', () => {
  const file = /\b(?:docs|functions|infra|shared|test)\/[\w./-]+\.(?:ts|py|docbuilder)\b/g;
  const named = PAGES.flatMap((page) => textOf(page).match(file) ?? []);

  deepEqual(
    named.filter((file) => !existsSync(file)),
    [],
  );
});

test('every npm script that the documentation names exists', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const named = PAGES.flatMap((page) => [
    ...textOf(page).matchAll(/\bnpm run (?:--silent )?([a-z]+(?::[a-z]+)?)/g),
  ]).map(([, name = '']) => name);

  ok(named.length > 10);
  deepEqual(
    named.filter((name) => !(name in scripts)),
    [],
  );
});

test('every page behind the README is linked from its table', () => {
  const readme = textOf('README.md');

  const missing = PAGES.filter((page) => page !== 'README.md' && !readme.includes(`](${page})`));

  deepEqual(missing, []);
});

test('the README has at most 150 lines', () => {
  const { length } = textOf('README.md').trimEnd().split('\n');

  ok(length <= 150, `it has ${length}`);
});

test('the glossary has at most 30 lines', () => {
  const [, section = ''] = textOf('docs/architecture.md').split('\n## Glossary\n');
  const { length } = section.split('\n## ')[0]?.match(/^\| /gm) ?? [];

  ok(length > 20 && length <= 30, `it has ${length}`);
});
