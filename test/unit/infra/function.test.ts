import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { PAGES, readStack } from '../../support/aws/template.ts';
import { testBundles } from '../../support/run/bundles.ts';

/** The largest allowed bundle of a function, including its AWS clients. */
const MAX_BYTES = 500_000;

const stack = readStack(PAGES);
const files = stack.files().sort();
const names = [
  ...readFileSync(new URL('../../../shared/env.ts', import.meta.url), 'utf8').matchAll(
    /^ {2}([A-Z_]+): string;$/gm,
  ),
].map(([, name]) => String(name));

let folder: string;
before(async () => {
  folder = await testBundles();
});

/** Variables that Node.js and Powertools read. */
const READ_BY_OTHERS = ['NODE_OPTIONS', 'POWERTOOLS_METRICS_NAMESPACE'];

const bundleOf = (file: string) => join(folder, file, 'index.mjs');

test('every file of functions/ is a function of the stack', () => {
  const written = globSync('functions/*/*.ts', {
    cwd: new URL('../../..', import.meta.url).pathname,
  });

  deepEqual(files, written.map((file) => file.replace(/^functions\/(.*)\.ts$/, '$1')).sort());
});

test('every function runs on Node 24 and ARM, and logs JSON into a group with a retention', () => {
  const groups = stack.all('AWS::Logs::LogGroup');

  for (const file of files) {
    const { Runtime, Architectures, Handler, LoggingConfig } = stack.function(file).Properties;
    deepEqual([Runtime, Architectures, Handler], ['nodejs24.x', ['arm64'], 'index.handler'], file);
    equal(LoggingConfig.LogFormat, 'JSON', file);
    ok(
      groups.some(({ path }) => path === stack.text(LoggingConfig.LogGroup)),
      file,
    );
  }
  for (const { Properties, path } of groups) equal(Properties.RetentionInDays, 30, path);
});

test('logs are kept for the configured days', () => {
  const groups = readStack({ retention: { logDays: 365 } }).all('AWS::Logs::LogGroup');

  for (const { Properties, path } of groups) equal(Properties.RetentionInDays, 365, path);
});

for (const file of files) {
  test(`${file} has exactly the variables that it reads`, () => {
    const code = readFileSync(bundleOf(file), 'utf8');

    const given = Object.keys(stack.function(file).Properties.Environment.Variables);
    deepEqual(
      given.filter((name) => !READ_BY_OTHERS.includes(name)).sort(),
      names.filter((name) => code.includes(`"${name}"`)).sort(),
    );
  });

  test(`the bundle of ${file} is at most ${MAX_BYTES / 1000} KB`, () => {
    const { size } = statSync(bundleOf(file));

    ok(size <= MAX_BYTES, `${size} bytes`);
  });
}

test('no bundle holds the schema of an AWS operation that no function calls', () => {
  const uncalled = ['GetBucketAcl', 'PutBucketLifecycle', 'RestoreObject'];

  for (const file of files) {
    const code = readFileSync(bundleOf(file), 'utf8');
    deepEqual(
      uncalled.filter((operation) => code.includes(operation)),
      [],
      file,
    );
  }
});

test('the check of arguments is a file of its own in the functions that admit builds', () => {
  const admitting = files.filter((file) => existsSync(join(folder, file, 'compile-schema.mjs')));

  deepEqual(admitting, ['api/create-build', 'queue/accept-build', 'queue/accept-upload']);
  for (const file of admitting) {
    const { size } = statSync(join(folder, file, 'compile-schema.mjs'));
    ok(size <= 250_000, `${size} bytes`);
  }
});

test('every bundle is an ES module with a handler, and loads no other file at its start', async () => {
  const imports = files
    .map((file) => `(await import(${JSON.stringify(bundleOf(file))})).handler`)
    .join();

  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', `console.log([${imports}].map((one) => typeof one).join())`],
    { env: { AWS_REGION: 'eu-central-1', ...exampleValues() } },
  );

  equal(stdout.trim(), files.map(() => 'function').join());
});

/** A value for each variable that is read, and parsed, at cold start. */
function exampleValues(): Record<string, string> {
  const parsed = {
    SOURCE_RULES: '{"schemes":["https"],"ports":[443],"allow":[],"ownHosts":[]}',
    PAGE_SETTINGS: '{}',
    PUBLIC_URL: 'https://gateway.example.com',
    DOCS_URL: 'https://docs.example.com',
    STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:111122223333:stateMachine:gateway',
  };
  return { ...Object.fromEntries(names.map((name) => [name, '1'])), ...parsed };
}
