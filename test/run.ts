import { globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { printSummary, runFiles } from './setup/report.ts';
import { FACTS_URL } from './setup/stack.ts';
import { startTestStack } from './setup/start.ts';

/**
 * `npm test [-- <files or patterns>]`: unit tests while the stack of the end-to-end tests starts,
 * then those; without a file that needs it, no stack. Ends everything it started.
 */
async function main(patterns: string[]): Promise<void> {
  const began = performance.now();
  const files = globSync(patterns.length > 0 ? patterns : ['test/**/*.test.ts']).sort();
  if (files.length === 0) throw new Error(`no test file fits ${patterns.join(' ')}`);
  const needy = files.filter(needsStack);
  const shared = needy.filter((file) => !file.includes('/alone/'));
  const stack = needy.length > 0 ? await openStack() : undefined;
  const counts = [
    await runFiles(withoutAll(files, needy), {
      concurrency: Math.max(2, availableParallelism()),
      coverage: patterns.length === 0,
      coverageIncludeGlobs: ['functions/**/*.ts', 'shared/**/*.ts', 'infra/**/*.ts'],
    }),
    await runFiles(shared, { concurrency: 2 }),
    await runFiles(withoutAll(needy, shared), { concurrency: 1 }),
  ];
  await stack?.stop();
  const { tests, fail, cancelled } = printSummary(counts, performance.now() - began);
  process.exit(tests > 0 && fail + cancelled === 0 ? 0 : 1);
}

const withoutAll = (files: string[], others: string[]) =>
  files.filter((file) => !others.includes(file));

const needsStack = (file: string) => readFileSync(file, 'utf8').includes('setup/stack.ts');

/** Begins to start the stack, and tells its facts to whoever asks, once it is up. */
async function openStack(): Promise<{ stop(): Promise<void> }> {
  const starting = startTestStack((line) => console.log(`# ${line}`));
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
    await starting.then(
      (stack) => stack.stop(),
      () => undefined,
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(1)));
  }
  return { stop };
}

await main(process.argv.slice(2));
