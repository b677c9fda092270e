import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../results.ts';
import { chartLinks, writeCharts } from './charts.ts';
import { tablesOf } from './table.ts';

const MARKERS = /(<!-- written by npm run bench -->\n)[\s\S]*(\n<!-- end of the run -->)/;

/** Writes the tables and the charts of a run into the page on performance. */
export function writePage(results: Results, docs: string): void {
  const path = join(docs, 'performance.md');
  const page = readFileSync(path, 'utf8');
  writeCharts(results, join(docs, 'charts'));
  writeFileSync(path, withRun(page, results));
}

/** @throws {Error} when the page has no markers */
export function withRun(page: string, results: Results): string {
  if (!MARKERS.test(page)) throw new Error('the page has no place for the tables of a run');
  const text = `${tablesOf(results)}\n\n${chartLinks()}`;
  return page.replace(MARKERS, (_, start, end) => `${start}\n${text}\n${end}`);
}
