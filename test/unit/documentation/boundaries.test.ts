import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { textOf } from '../../support/documentation.ts';

const page = textOf('SECURITY.md');

const boundaries = [...page.matchAll(/^\| (\d+) \| [^[]/gm)].map(([, number]) => number);

/** The tests that the page names: the number of the boundary, the file and the title. */
const named = [...page.matchAll(/^\| (\d+) \| \[[^\]]+\]\(([^)]+)\) \| (.+) \|$/gm)].map(
  ([, boundary = '', file = '', title = '']) => ({ boundary, file, title }),
);

/** The titles of a file's tests, with `…` in the place of what differs from case to case. */
function titlesOf(file: string): string[] {
  return [...textOf(file).matchAll(/\btest\(\s*(['"`])(.*?)\1,/g)].map(([, , title = '']) =>
    title.replaceAll(/\$\{[^}]*\}/g, '…'),
  );
}

test('each trust boundary has a test, and each test that the table names exists', () => {
  ok(boundaries.length >= 15);
  deepEqual([...new Set(named.map(({ boundary }) => boundary))], boundaries);

  const missing = named.filter(({ file, title }) => !titlesOf(file).includes(title));

  deepEqual(missing, []);
});
