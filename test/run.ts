import { globSync } from 'node:fs';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../infra/local/emulator/emulator.ts';
import { reaches } from './setup/needs.ts';
import { printSummary, runFiles } from './setup/report.ts';
import { FACTS_URL } from './setup/stack.ts';
import { startTestAws, startTestStack } from './setup/start.ts';

const LONGEST_STOP_MS = 60_000;

/**
 * `npm test [-- <files or patterns>]`: unit tests while the stack of the end-to-end tests starts,
 * then those. Starts what the files need and no more: nothing, the AWS emulator, or the whole stack;
 * ends everything it started.
 */
async function main(patterns: string[]): Promise<void> {
  const began = performance.now();
  const files = globSync(patterns.length > 0 ? patterns : ['test/**/*.test.ts']).sort();
  if (files.length === 0) throw new Error(`no test file fits ${patterns.join(' ')}`);
  const needy = files.filter((file) => reaches(file, 'test/setup/stack.ts'));
  const shared = needy.filter((file) => !file.includes('/alone/'));
  const needsAws = needy.length > 0 || files.some((file) => reaches(file, 'test/support/aws.ts'));
  const aws = needsAws ? await startTestAws(progress) : undefined;
  const stack = aws && needy.length > 0 ? await openStack(aws) : undefined;
  const stop = async () => {
    await stack?.stop();
    await aws?.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(1)));
  }
  const counts = [
    await runFiles(withoutAll(files, needy), {
      concurrency: Math.max(2, availableParallelism()),
      coverage: patterns.length === 0,
      coverageIncludeGlobs: ['functions/**/*.ts', 'shared/**/*.ts', 'infra/**/*.ts'],
    }),
    await runFiles(shared, { concurrency: 2 }),
    await runFiles(withoutAll(needy, shared), { concurrency: 1 }),
  ];
  await stop();
  const { tests, fail, cancelled } = printSummary(counts, performance.now() - began);
  process.exit(tests > 0 && fail + cancelled === 0 ? 0 : 1);
}

const withoutAll = (files: string[], others: string[]) =>
  files.filter((file) => !others.includes(file));

function progress(line: string): void {
  console.log(`# ${line}`);
}

/** Begins to start the stack, and tells its facts to whoever asks, once it is up. */
async function openStack(aws: Emulator): Promise<{ stop(): Promise<void> }> {
  const starting = startTestStack(aws, progress);
  starting.catch((error: Error) => console.error(`# The stack did not start: ${error.message}`));
  const server = createServer(async (_request, response) => {
    const [status, body] = await starting.then(
      ({ facts }) => [200, JSON.stringify(facts)] as const,
      (error: Error) => [500, error.message] as const,
    );
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  process.env[FACTS_URL] = `http://127.0.0.1:${address.port}`;
  const stop = async () => {
    server.close();
    const stopped = starting.then(
      (stack) => stack.stop(),
      () => undefined, // said already
    );
    // A start that hangs would hold up the summary of all that failed because of it.
    await Promise.race([stopped, sleep(LONGEST_STOP_MS, undefined, { ref: false })]);
  };
  return { stop };
}

await main(process.argv.slice(2));
