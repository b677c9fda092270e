import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inFlight } from '../../bench/charts/in-flight-chart.ts';
import { SIDES } from '../../bench/parts/latency.ts';
import { CHARTS, writeCharts } from '../../bench/report/charts.ts';
import { rowsOf } from '../../bench/report/rows.ts';
import { tablesOf } from '../../bench/report/table.ts';
import { runBench } from '../../bench/run-bench.ts';
import { QUICK } from '../../bench/sizes.ts';
import { stack } from '../../support/stack/stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
after(() => rmSync(folder, { recursive: true }));

test('a short run of the bench fills every row of its tables and draws its charts', async () => {
  const results = await runBench(await stack(), QUICK, () => () => {});

  const rows = rowsOf(results);
  equal(rows.length, 11);
  for (const { what, value } of rows) ok(Number.isFinite(value) && value >= 0, `${what}: ${value}`);
  const text = tablesOf(results);
  for (const name of Object.values(SIDES)) ok(text.includes(name), name);
  const limits = results.limits.map(({ limit, rates, idleMs, queuedMs }) => [
    limit,
    rates.length,
    idleMs.length,
    queuedMs.length,
  ]);
  deepEqual(limits, [[2, 1, 1, 2]]);
  for (const { stays } of results.throughput)
    ok(inFlight(stays.gateway).every(([, count]) => count <= results.limit));
  equal(results.waterfall.length, 9);
  for (const { ms } of results.emulator) ok(ms > 0);

  writeCharts(results, folder);
  deepEqual(
    readdirSync(folder).sort(),
    CHARTS.flatMap((name) => [`${name}-dark.svg`, `${name}-light.svg`]).sort(),
  );
  match(text, /^\| short build ÷ Docs asked each 100 ms, p50 \| \*\*\d+\.\d\d\*\* \|/m);
});
