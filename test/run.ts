import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type CommandLine, HELP, readCommandLine } from './support/run/command-line.ts';
import { type CoveredFile, coverageFault } from './support/run/coverage.ts';
import { groupsOf, NEED_CDK } from './support/run/groups.ts';
import { needsOf } from './support/run/needs.ts';
import type { OpenStack } from './support/run/open-stack.ts';
import { type Failure, printSummary, runFiles } from './support/run/report.ts';

/**
 * `npm test`: runs the files that need no stack while the stack starts for the others. Starts only what
 * the files need, and stops everything it started.
 *
 * @returns the exit code
 */
async function main(args: string[]): Promise<number> {
  const commandLine = readCommandLine(args);
  if (commandLine.help) {
    console.log(HELP);
    return 0;
  }
  const began = performance.now();
  const sorted = sortFiles(commandLine.files);
  const { started, stop } = await startWhatIsNeeded(sorted);
  const covered: CoveredFile[] = [];
  const failures: Failure[] = [];
  const counts = await runAll(sorted, commandLine, started, { covered, failures });
  await stop();
  const { tests, fail, cancelled } = printSummary(counts, failures, performance.now() - began);
  const fault = tests === 0 ? nothingRan(commandLine) : uncoveredIn(commandLine, covered);
  if (fault) console.error(`\n${fault}`);
  return fault === undefined && fail + cancelled === 0 ? 0 : 1;
}

/** A part of the tests reaches only a part of the lines. */
function uncoveredIn(
  { coverage, isWholeRun }: CommandLine,
  covered: CoveredFile[],
): string | undefined {
  return coverage && isWholeRun ? coverageFault(covered) : undefined;
}

/** It waits for a minute, so the others run beside it. */
const WAITS = 'test/stack/long.test.ts';

type Sorted = { needsAws: boolean; stackless: string[]; shared: string[]; alone: string[] };

function sortFiles(files: string[]): Sorted {
  const needs = new Map(files.map((file) => [file, needsOf(file)]));
  const stackless = files.filter((file) => !needs.get(file)?.has('stack'));
  const others = files.filter((file) => !stackless.includes(file));
  return {
    needsAws: others.length > 0 || stackless.some((file) => needs.get(file)?.has('emulator')),
    stackless,
    shared: others
      .filter((file) => !file.includes('/alone/'))
      .sort((a, b) => Number(b === WAITS) - Number(a === WAITS)),
    alone: others.filter((file) => file.includes('/alone/')),
  };
}

type Started = Pick<OpenStack, 'started' | 'stop'>;

async function startWhatIsNeeded({ needsAws, shared, alone }: Sorted): Promise<Started> {
  if (!needsAws) return { started: Promise.resolve(), stop: async () => {} };
  // Loaded only now: a file that needs nothing should not wait for the AWS SDK.
  const { startTestAws } = await import('./support/run/start.ts');
  const { openStack } = await import('./support/run/open-stack.ts');
  const aws = await startTestAws(progress);
  const needsStack = shared.length + alone.length > 0;
  const stack = needsStack ? openStack(aws, progress) : undefined;
  const stop = async () => {
    await stack?.stop();
    await aws.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(1)));
  }
  return { started: stack?.started ?? Promise.resolve(), stop };
}

/**
 * Runs the files that need no stack beside the others. Most files wait most of the time, for Docs or for
 * a time-out, so more files than cores run at a time, above all where they share the stack. Those
 * that share it follow those that need it alone. In a run of all files, several share a process.
 */
async function runAll(
  sorted: Sorted,
  { coverage, names, isWholeRun }: CommandLine,
  started: Promise<void>,
  results: { covered: CoveredFile[]; failures: Failure[] },
) {
  const cores = availableParallelism();
  const atOnce = cores + 1;
  const sharing = 2 * cores;
  const testNamePatterns = names.map((name) => new RegExp(name));
  const picked = names.length > 0 ? { testNamePatterns } : {};
  const beside = {
    concurrency: atOnce,
    coverage,
    coverageIncludeGlobs: ['functions/**/*.ts', 'shared/**/*.ts'],
    ...picked,
  };
  // Coverage would take a third of the time of the CDK; these tests reach nothing that others do not.
  const ofCdk = sorted.stackless.filter((file) => file.startsWith(NEED_CDK));
  const others = sorted.stackless.filter((file) => !ofCdk.includes(file));
  const run = async (files: string[], options: object, mostFiles?: number) => {
    const groups = isWholeRun ? groupsOf(files, mostFiles) : ungrouped(files);
    return runFiles(groups.files, options, results).finally(groups.remove);
  };
  const onStack = started.then(async () => {
    // Twice as many groups as run at a time, so that none runs long after the others.
    const mostFiles = Math.ceil(sorted.shared.length / (2 * sharing));
    return [
      await run(sorted.alone, { concurrency: 1, ...picked }),
      await run(sorted.shared, { concurrency: sharing, ...picked }, mostFiles),
    ];
  });
  const withoutStack = await Promise.all([
    run(ofCdk, { concurrency: cores, ...picked }),
    run(others, beside),
  ]);
  return [...withoutStack, ...(await onStack)];
}

const ungrouped = (files: string[]) => ({ files, remove: () => undefined });

function nothingRan({ names, files }: CommandLine): string {
  const where = files.length > 3 ? `${files.length} files` : files.join(', ');
  if (names.length === 0) return `There is no test in ${where}.`;
  return `No test in ${where} has a name that matches ${names.join(' or ')}.`;
}

function progress(line: string): void {
  console.log(`# ${line}`);
}

// The processes of the tests load the same modules. One that is killed keeps nothing.
process.env.NODE_COMPILE_CACHE ??= resolve('.local', 'compile-cache');

process.exit(
  await main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    return 1;
  }),
);
