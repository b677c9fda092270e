import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../infra/local/deploy.ts';
import { startTestAws, startTestStack } from '../support/run/start.ts';
import { HELP, readCommandLine } from './command-line.ts';
import { progressBars } from './parts/progress.ts';
import { writeCharts } from './report/charts.ts';
import { writePage } from './report/page.ts';
import { tablesOf } from './report/table.ts';
import { runBench } from './run-bench.ts';
import { FULL, QUICK } from './sizes.ts';

const FOLDER = join(ROOT, '.local', 'bench');

/** `npm run bench`. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const { help, quick, writeDocs } = readCommandLine(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    const aws = await startTestAws(console.log, FOLDER);
    undo.push(() => aws.stop());
    const { outputs, stop: stopStack } = await startTestStack(aws, console.log, FOLDER);
    undo.push(stopStack);
    const results = await runBench(outputs, quick ? QUICK : FULL, progressBars(process.stdout));
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'bench.json'), JSON.stringify(results, null, 2));
    writeCharts(results, join(FOLDER, 'charts'));
    if (writeDocs) writePage(results, join(ROOT, 'docs'));
    console.log(`\n${tablesOf(results)}\n\nThe figures and charts are in ${FOLDER}.`);
    return 0;
  } finally {
    await stop();
  }
}

process.exit(
  await main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    return 1;
  }),
);
