import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costChart } from '../charts/cost-chart.ts';
import { inFlightChart } from '../charts/in-flight-chart.ts';
import { latencyChart } from '../charts/latency-chart.ts';
import { THEMES } from '../charts/svg.ts';
import { waterfallChart } from '../charts/waterfall-chart.ts';
import type { Results } from '../results.ts';

export const CHARTS = ['latency', 'waterfall', 'in-flight', 'cost'] as const;

/** Writes each chart for a light and for a dark page. */
export function writeCharts(results: Results, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const [round] = results.throughput;
  if (!round) throw new Error('the run has no round of many builds');
  for (const theme of THEMES) {
    const charts: Record<(typeof CHARTS)[number], string> = {
      latency: latencyChart(results.latency, theme),
      waterfall: waterfallChart(results.waterfall, theme),
      'in-flight': inFlightChart(round, results.limit, theme),
      cost: costChart(theme),
    };
    for (const [name, svg] of Object.entries(charts))
      writeFileSync(join(folder, `${name}-${theme.name}.svg`), `${svg}\n`);
  }
}

const TITLES: Record<(typeof CHARTS)[number], string> = {
  latency: 'Seconds of short builds, side by side',
  waterfall: 'The parts of a short build, in milliseconds',
  'in-flight': 'Builds in Docs over time, with the limit',
  cost: 'The cost of 1,000 builds against their length',
};

/** The charts as Markdown, for a page beside the folder `charts`. GitHub shows the one of the reader's theme. */
export function chartLinks(): string {
  return CHARTS.map((name) =>
    [
      '<picture>',
      `  <source media="(prefers-color-scheme: dark)" srcset="charts/${name}-dark.svg">`,
      `  <img alt="${TITLES[name]}" src="charts/${name}-light.svg">`,
      '</picture>',
    ].join('\n'),
  ).join('\n\n');
}
