import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';

const FILE = 'test/unit/json.test.ts';

/** Runs `npm test -- <args>`. */
async function run(...args: string[]) {
  const { NODE_TEST_CONTEXT, ...env } = process.env; // set in a test process, it forbids another run
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) =>
    execFile(process.execPath, ['test/run.ts', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

const startedParts = (stdout: string) => stdout.split('\n').filter((line) => line.startsWith('#'));

test('npm test runs the one test that --name matches, and starts nothing that its file does not need', async () => {
  const { code, stdout } = await run('--name', 'counts bytes', FILE, 'test/unit/ids.test.ts');

  equal(code, 0);
  deepEqual(startedParts(stdout), []);
  match(stdout, /^✔ utf8Length\(\) counts bytes of UTF-8 /m);
  match(stdout, /^ℹ tests 1$/m);
  match(stdout, /^ℹ pass 1$/m);
});

test('npm test fails and says so when no test has a name that --name matches', async () => {
  const { code, stderr } = await run('--name', 'no test has this name', FILE);

  equal(code, 1);
  equal(stderr.trim(), `No test in ${FILE} has a name that matches no test has this name.`);
});

test('npm test refuses an unknown option, a bad pattern and a missing file in one sentence', async () => {
  const refused = await Promise.all([run('--nam'), run('--name', '('), run('test/none.test.ts')]);

  deepEqual(
    refused.map(({ code }) => code),
    [1, 1, 1],
  );
  match(refused[0]?.stderr ?? '', /^Unknown option '--nam'\./);
  equal(refused[1]?.stderr, '--name takes a regular expression, and ( is not one.\n');
  equal(refused[2]?.stderr, 'No test file matches test/none.test.ts.\n');
});

test('npm test -- --help prints how to run one file and one test, and runs none', async () => {
  const { code, stdout } = await run('--help');

  equal(code, 0);
  match(
    stdout,
    /^npm test \[-- \[--coverage\] \[--name <pattern>\] \[<file, folder or glob> …\]\]$/m,
  );
  match(stdout, /npm test -- --name 'counts bytes' test\/unit\/json\.test\.ts/);
});
