import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeRefusal, describeResult } from './author/print-result.ts';
import { type JobPaths, readJob } from './author/read-job.ts';
import { runOnce } from './author/run-once.ts';
import { changeSince, type Looks, looksOf } from './author/watch-files.ts';
import { type Engine, installEngine } from './docs-server/builder/engine.ts';
import { runTool } from './observe/run-tool.ts';

/** Not from `deploy.ts`: that loads AWS clients, which takes longer than the engine. */
const ROOT = join(import.meta.dirname, '../..');

const HELP = `npm run script -- report.docbuilder [--argument data.json] [--input logo.png=path] [--watch] [--out DIR]

Runs a script on the engine of this machine, without the stack and without AWS: prints its log, the
failing line in its surroundings, the warnings and the files. Exits with 1 if the script fails.

  --argument   a JSON file, the script's Argument; without it, report.sample.json beside the script
  --input      a file that the script reads as input://logo.png; may be given several times. Files in
               the folder report/ beside the script need not be given
  --watch      runs the script again when it, its argument or an input changes, until Ctrl-C
  --out        the folder for the files that the script saves; .local/scripts without it

The argument is checked with report.schema.json beside the script, if there is one.`;

/** `npm run script`. */
async function main(signal: AbortSignal): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      argument: { type: 'string' },
      input: { type: 'string', multiple: true, default: [] },
      watch: { type: 'boolean', default: false },
      out: { type: 'string', default: join(ROOT, '.local', 'scripts') },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [script] = positionals;
  if (values.help || script === undefined) return console.log(HELP);
  const engine = await installEngine({ onProgress: console.error });
  const { argument, input: inputs, out } = values;
  const paths = { script, argument, inputs, out };
  let watched = await runAndPrint(engine, paths);
  while (values.watch && (await changeSince(watched, signal))) {
    console.log('');
    watched = await runAndPrint(engine, paths);
  }
}

/** @returns the files whose change must run the script again, as they were before the run */
async function runAndPrint(engine: Engine, paths: JobPaths): Promise<Looks> {
  process.exitCode = 1;
  let watched = await looksOf([paths.script, ...(paths.argument ? [paths.argument] : [])]);
  try {
    const read = await readJob(paths);
    watched = await looksOf(read.watched);
    const result = await runOnce(engine, read.job);
    console.log(describeResult(basename(paths.script), read.job.script, result));
    if (result.error === null) process.exitCode = 0;
  } catch (error) {
    console.error(error instanceof Error ? describeRefusal(error) : error);
  }
  return watched;
}

await runTool(main);
