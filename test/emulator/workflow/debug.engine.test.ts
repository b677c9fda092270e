import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { versionsBelow } from '../../../shared/storage/objects/versions.ts';
import { askDocs } from '../../../shared/workflow/ask-docs.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { stageDebugRun } from '../../../shared/workflow/diagnosis/debug-run.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { quickEngine } from '../../support/docs/quick-engine.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { askThrough, startedBuild } from '../../support/workflow/started-build.ts';

const LOGGING = scriptOf('a.txt').replace(
  'builder.SaveFile',
  'console.log("rows", [1, 2]);\nbuilder.SaveFile',
);
const LOGS = [{ level: 'log', line: 2, text: 'rows [1,2]' }];

const nesting = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

/** A build with `debug`. A second run is switched on, so that a test sees that there is none. */
async function debuggedBuild(
  t: TestContext,
  script: string,
  docs: Parameters<typeof startedBuild>[2] = {},
) {
  const world = await startedBuild(t, { script, debug: true }, docs);
  const deps = { ...world.deps, diagnoses: true };
  return { ...world, deps, ask: (waits = 0) => askDocs(deps, { ...world.names, waits }) };
}

test('a build with debug keeps its files and what the script wrote to the console', async (t) => {
  const { ask, now, server, isHeld } = await debuggedBuild(t, LOGGING);

  equal((await ask()).state, 'ended');

  const { status, files, logs, error, docsKey } = await now();
  deepEqual([status, error, docsKey], ['succeeded', undefined, undefined]);
  deepEqual([files?.map(({ name }) => name), logs], [['a.txt'], LOGS]);
  deepEqual([server.jobs().length, await isHeld()], [1, false]);
});

test('a build with debug whose script throws has failed, keeps no file, and says where', async (t) => {
  const { ask, now, server, isHeld, sandbox, names } = await debuggedBuild(
    t,
    `${LOGGING}${LOGGING.replace('console', 'nope();\nconsole')}`,
  );

  equal((await ask()).state, 'ended');

  const { status, files, logs, error } = await now();
  deepEqual([status, files, logs], ['failed', [], LOGS]);
  deepEqual(error, {
    code: 'SCRIPT_FAILED',
    docsError: null,
    retryable: false,
    detail: 'Nothing has the name nope: neither the script nor Docs defines it.',
    at: { line: 6, column: 1, message: 'ReferenceError: nope is not defined' },
  });
  deepEqual(await versionsBelow(sandbox.bucket, `results/acme/${names.id}/`), []);
  deepEqual([server.jobs().length, await isHeld()], [1, false]);
});

test('a build with debug that opens a file that Docs cannot open says where, and what is known of the file', async (t) => {
  const script = `${LOGGING}builder.OpenFile("http://127.0.0.1:9/no.docx");\nApi.GetDocument();\nbuilder.SaveFile("docx", "b.docx");\nbuilder.CloseFile();\n`;
  const { ask, now, server } = await debuggedBuild(t, script);

  equal((await ask()).state, 'ended');

  const { status, error, logs, files } = await now();
  const message =
    'builder.OpenFile: Docs cannot open “http://127.0.0.1:9/no.docx”. Docs did not get the file, or it is damaged, no office file, or locked with a password.';
  deepEqual([status, error?.code, files, logs], ['failed', 'SCRIPT_FAILED', [], LOGS]);
  deepEqual(error?.at, { line: 5, column: 1, message });
  equal(server.jobs().length, 1);
});

test('a build with debug whose script has no JavaScript keeps its files', async (t) => {
  const { ask, now } = await debuggedBuild(t, scriptOf('a.txt'));

  await ask();

  const { status, error, logs, files } = await now();
  deepEqual(
    [status, error, logs, files?.map(({ name }) => name)],
    ['succeeded', undefined, [], ['a.txt']],
  );
});

test('a build with debug whose run ended early is not run again', async (t) => {
  const { ask, now, server } = await debuggedBuild(
    t,
    scriptOf('a.txt').replace('CreateFile("docx")', 'OpenFile("http://127.0.0.1:9/nowhere.docx")'),
  );

  await ask();

  const { error } = await now();
  deepEqual([error?.code, error?.docsError, error?.at], ['SCRIPT_FAILED', -3, null]);
  equal(
    error?.detail,
    'the script failed in Docs (error -3). The place is not known: with debug a script is run once, and the run ended early.',
  );
  equal(server.jobs().length, 1);
});

test('a build with debug whose script is nested too deeply fails before Docs is asked', async (t) => {
  const { ask, now, server, isHeld } = await debuggedBuild(t, `${LOGGING}x = ${nesting};\n`);

  equal((await ask()).state, 'ended');

  const { error } = await now();
  deepEqual([error?.code, server.jobs().length, await isHeld()], ['REQUEST_INVALID', 0, false]);
  equal(error?.detail, 'The field debug must not be true for a script that is nested too deeply.');
});

test('an invocation that crashes at any request of a build with debug is completed by the next one', async (t) => {
  type World = Awaited<ReturnType<typeof debuggedBuild>>;
  const engine = await quickEngine(t);
  const steps = await crashEverywhere<World>(
    async () => debuggedBuild(t, LOGGING, { docs: { engine } }),
    askThrough,
    async ({ ask, now, server, isHeld }, where) => {
      await ask();
      const { status, error } = await now();
      deepEqual([status, error?.at?.message], ['failed', 'Error: quick'], where);
      deepEqual([server.jobs().length, await isHeld()], [1, false], where);
    },
  );
  ok(steps >= 5, `${steps} requests`);
});

test('erasing a build with debug erases its instrumented script', async (t) => {
  const { ask, now, sandbox, names } = await debuggedBuild(t, LOGGING, {
    docs: { engine: await quickEngine(t) },
  });
  await ask();
  const staged = () => versionsBelow(sandbox.bucket, `scripts/${names.run}/`);
  equal((await staged()).length, 3);

  await eraseBuild({ table: sandbox.table, bucket: sandbox.bucket }, await now());

  deepEqual(await staged(), []);
});

test('the instrumented script of a build that was erased meanwhile is deleted', async (t) => {
  const { now, deps, sandbox, names } = await debuggedBuild(t, LOGGING, {
    docs: { engine: await quickEngine(t) },
  });
  const build = await now();
  await cancelBuild(deps, build);
  await eraseBuild({ table: sandbox.table, bucket: sandbox.bucket }, await now());

  equal(await stageDebugRun(deps, build), undefined);

  deepEqual(await versionsBelow(sandbox.bucket, `scripts/${names.run}/`), []);
});
