import { parseArgs } from 'node:util';
import { installEngine } from '../../../infra/local/docs-server/builder/engine.ts';
import { engineVersion } from '../../../infra/local/engine-facts/run-probe.ts';
import { startRunsOnDocs } from '../../support/script/run-on-docs.ts';
import { type Run, runOnEngine } from '../../support/script/run-on-engine.ts';
import { type SeededMistake, seededMistakes } from './seeded.ts';
import { type Outcome, tableOf, writeTable } from './table.ts';
import { type Answer, toldAfter, toldBefore } from './told.ts';

const HELP = `npm run bench:mistakes [-- [--all] [--verbose] [--write-docs]]

Makes 200 seeded mistakes in the sample scripts, and counts how many the check reports, and how many the
run that looks for the place of a failure reports. Installs the engine on first use. Takes some 4 minutes.

DOCS_URL and DOCS_SECRET run the scripts in your own Docs, which must reach this machine at 127.0.0.1.

  --all          also runs the scripts whose mistake was reported before; takes some 15 minutes
  --verbose      prints what is reported of each mistake
  --write-docs   also writes the table into docs/scripts.md
  -h, --help     print this text`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      all: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(HELP);
  const engine = await installEngine({ onProgress: console.error });
  const docs = process.env.DOCS_URL ? await startRunsOnDocs() : undefined;
  const run: Run = docs?.run ?? ((...script) => runOnEngine(engine, ...script));
  const outcomes: Outcome[] = [];
  for (const mistake of seededMistakes()) {
    const before = toldBefore(mistake);
    const isRun = values.all || before.told !== 'right line';
    const after = isRun ? await toldAfter(run, mistake) : undefined;
    if (values.verbose) console.log(describe(mistake, before, after));
    outcomes.push({ kind: mistake.kind, before: before.told, ...(after && { after: after.told }) });
  }
  await docs?.stop();
  console.log(tableOf(outcomes));
  if (values['write-docs']) writeTable(outcomes, await engineVersion(engine));
}

function describe(mistake: SeededMistake, before: Answer, after?: Answer): string {
  const { seed, kind, sample, lines } = mistake;
  const shown = [before, ...(after ? [after] : [])].map(
    ({ told, line, message }) => `  ${told}: line ${line}: ${message}`,
  );
  return [`${seed} ${kind} in ${sample}, line ${lines.join(' or ')}`, ...shown].join('\n');
}

await main();
