import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { freshScriptToken } from '../../../shared/ids.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { askDocs } from '../../../shared/workflow/ask-docs.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { stageInstrumented } from '../../../shared/workflow/diagnosis/stage-instrumented.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { type QuickEngine, quickEngine } from '../../support/docs/quick-engine.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { askThrough, startedBuild } from '../../support/workflow/started-build.ts';

const LOOPING = `while (a) a.push(1);\n${scriptOf('a.txt')}`;
const FAILED = buildError('SCRIPT_FAILED', 'the script failed', { docsError: -3 });

/** A build whose second run crashes Docs, five seconds after Docs was asked for it. */
async function lostBuild(t: TestContext, engine: QuickEngine, script = LOOPING) {
  const world = await startedBuild(t, { script }, { docs: { engine } });
  const { build, sandbox, names } = world;
  const token = freshScriptToken();
  const table = { pieces: [], marks: [], problems: {} };
  const crashing = { script: 'crash();', table, opensUnseen: false, hasTicks: false };
  await stageInstrumented(sandbox.bucket, build, token, crashing);
  const since = new Date(Date.now() - 5000).toISOString();
  const diagnosis = { token, since, error: FAILED };
  const set = { docsKey: `${names.run}-why`, askedSince: since, diagnosis };
  await tryChangeBuild(sandbox.table, build.tenant, build.id, { from: 'running', set });
  const deps = { ...world.deps, diagnoses: true };
  return { ...world, deps, ask: (waits = 0) => askDocs(deps, { ...names, waits }) };
}

test('a script whose second run crashes Docs is run a third time, to find the loop', async (t) => {
  const { ask, now, server, isHeld, names } = await lostBuild(t, await quickEngine(t));

  equal((await ask()).state, 'ended');

  const { status, error, docsKey } = await now();
  deepEqual([status, docsKey], ['failed', `${names.run}-loop`]);
  deepEqual(error?.at, { line: 1, column: 1, message: 'Error: quick' });
  deepEqual([server.jobs().length, await isHeld()], [2, false]);
});

const OTHERS: [why: string, script: string][] = [
  ['that has no loop', scriptOf('a.txt')],
  [
    'that may have failed because Docs could not open a file',
    LOOPING.replace('CreateFile("docx")', 'OpenFile("http://127.0.0.1:9/a.pdf")'),
  ],
];
for (const [why, script] of OTHERS)
  test(`a script ${why} is not run a third time`, async (t) => {
    const { ask, now, server } = await lostBuild(t, await quickEngine(t), script);

    await ask();

    const { error } = await now();
    const detail =
      'the script failed. The place is not known: a second run of the script ended too early.';
    deepEqual([error?.detail, error?.at, server.jobs().length], [detail, null, 1]);
  });

test('an invocation that crashes at any request of a third run is completed by the next one', async (t) => {
  type World = Awaited<ReturnType<typeof lostBuild>>;
  const engine = await quickEngine(t);
  const steps = await crashEverywhere<World>(
    async () => lostBuild(t, engine),
    askThrough,
    async ({ ask, now, server, isHeld }, where) => {
      await ask();
      const { status, error } = await now();
      deepEqual([status, error?.at?.message], ['failed', 'Error: quick'], where);
      ok(server.jobs().length <= 3, where);
      equal(await isHeld(), false, where);
    },
  );
  ok(steps >= 5, `${steps} requests`);
});
