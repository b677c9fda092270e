import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../infra/local/deploy.ts';
import { startTestAws, startTestStack } from '../support/run/start.ts';
import { type CommandLine, HELP, readCommandLine } from './command-line.ts';
import { figuresOf, figureTable } from './report/figures.ts';
import { progressOf } from './report/progress.ts';
import { runSeeds } from './run/run-seeds.ts';
import { harnessFolder, openHarness } from './world/harness.ts';

/** The longest time that a run takes to stop. */
const STOP_MS = 20_000;
/** The exit code after Ctrl-C. */
const INTERRUPTED = 130;

const FOLDER = join(ROOT, '.local', 'faults');

/** `npm run faults`. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const commandLine = readCommandLine(args);
  if (commandLine.help) {
    console.log(HELP);
    return 0;
  }
  const undo: (() => Promise<unknown>)[] = [];
  const undoAll = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= undoAll());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(stop));
  try {
    return await runAll(commandLine, undo);
  } catch (error) {
    // What runs when Ctrl-C ends the stack fails; that is no finding.
    if (stopping) return INTERRUPTED;
    throw error;
  } finally {
    await stop();
  }
}

/** Ends the run; what has not stopped by then ends when this process does. */
async function end(stop: () => Promise<void>): Promise<void> {
  await Promise.race([stop().catch(() => {}), sleep(STOP_MS)]);
  process.exit(INTERRUPTED);
}

async function runAll(commandLine: CommandLine, undo: (() => Promise<unknown>)[]): Promise<number> {
  const progress = progressOf(process.stdout, commandLine.seeds.length);
  const aws = await startTestAws(progress.print, FOLDER);
  undo.push(() => aws.stop());
  const { outputs, stop } = await startTestStack(aws, progress.print, FOLDER);
  undo.push(stop);
  const harness = await openHarness(outputs, harnessFolder(outputs));
  undo.push(() => harness.stop());
  const result = await runSeeds(harness, commandLine, progress);
  const figures = figuresOf(result.outcomes);
  progress.print(`\n${figureTable(figures)}\n`);
  progress.print(result.summary);
  if (commandLine.json)
    writeFileSync(commandLine.json, JSON.stringify({ figures, ...result.report }, null, 2));
  return result.isGreen ? 0 : 1;
}

process.exit(
  await main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    return 1;
  }),
);
