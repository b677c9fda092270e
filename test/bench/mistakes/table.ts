import { readFileSync, writeFileSync } from 'node:fs';
import type { Told } from './told.ts';

/** What became of a mistake. `after` is absent for one that was reported before. */
export type Outcome = { kind: string; before: Told; after?: Told };

const MARKERS =
  /(<!-- written by npm run bench:mistakes -->\n)[\s\S]*(<!-- end of the mistakes -->)/;
const PAGE = 'docs/scripts.md';

const COLUMNS = ['before', 'after', 'not told', 'wrong line'] as const;
type Column = (typeof COLUMNS)[number];

/** A Markdown table with a row for each kind of mistake, and their sum. */
export function tableOf(outcomes: Outcome[]): string {
  const kinds = [...new Set(outcomes.map(({ kind }) => kind))];
  const rows = kinds.map((kind) =>
    rowOf(
      kind,
      outcomes.filter((each) => each.kind === kind),
    ),
  );
  const head = ['| mistake | before Docs | after it failed | not told | wrong line |'];
  return [...head, '| --- | --- | --- | --- | --- |', ...rows, rowOf('all', outcomes)].join('\n');
}

function rowOf(kind: string, outcomes: Outcome[]): string {
  const columns = outcomes.map(columnOf);
  const counts = COLUMNS.map((column) => columns.filter((each) => each === column).length);
  return `| ${[kind, ...counts].join(' | ')} |`;
}

function columnOf({ before, after = 'not told' }: Outcome): Column {
  if (before === 'wrong line' || after === 'wrong line') return 'wrong line';
  if (before === 'right line') return 'before';
  return after === 'right line' ? 'after' : 'not told';
}

/** Writes a table with its date and the version of the engine into the page for authors of scripts. */
export function writeTable(outcomes: Outcome[], engine: string): void {
  const page = readFileSync(PAGE, 'utf8');
  if (!MARKERS.test(page)) throw new Error(`${PAGE} has no place for the table`);
  const date = new Date().toISOString().slice(0, 10);
  const text = `${date}, engine ${engine}:\n\n${tableOf(outcomes)}`;
  writeFileSync(
    PAGE,
    page.replace(MARKERS, (_, start, end) => `${start}\n${text}\n\n${end}`),
  );
}
