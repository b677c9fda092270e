import { deepEqual, equal, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { DocsOptions } from '../../../infra/local/docs-server/server.ts';
import { inputLink } from '../../../shared/build/script-links.ts';
import { putText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { versionsBelow } from '../../../shared/storage/objects/versions.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { beginDiagnosis } from '../../../shared/storage/rows/diagnosing.ts';
import { askDocs } from '../../../shared/workflow/ask-docs.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { recordEnd } from '../../../shared/workflow/record-end.ts';
import { crashEverywhere, type Watch, watchedClients } from '../../support/aws/crash.ts';
import { buildOf, store } from '../../support/builds.ts';
import { quickEngine } from '../../support/docs/quick-engine.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { until } from '../../support/until.ts';
import { through } from '../../support/workflow/sandbox.ts';
import { askThrough, startedBuild } from '../../support/workflow/started-build.ts';

const FAILING = `console.log("before", { a: 1 });\n${scriptOf('a.txt')}`.replace(
  'builder.SaveFile',
  '  console.warn("now");\n  Argument.rows.push(1);\nbuilder.SaveFile',
);

/** A build whose failure is diagnosed, by the real engine or by one in which every script fails at once. */
async function diagnosedBuild(
  t: TestContext,
  { script = FAILING, engine }: { script?: string; engine?: DocsOptions['engine'] } = {},
) {
  const world = await startedBuild(t, { script }, { docs: engine ? { engine } : {} });
  const deps = { ...world.deps, diagnoses: true };
  return { ...world, deps, ask: (waits = 0) => askDocs(deps, { ...world.names, waits }) };
}

test('a script that fails runs once more, and its build says where it failed and what it wrote', async (t) => {
  const { ask, now, server, isHeld, names, deps, build, sandbox } = await diagnosedBuild(t);
  const link = inputLink(deps.publicUrl, build, 'a.png');
  const script = FAILING.replace('  Argument', `  if ("${link}") Argument`);
  await putText(sandbox.bucket, keys.stagedScript(build), script);

  equal((await ask()).state, 'ended');

  const { status, error, logs, docsKey, files } = await now();
  deepEqual([status, docsKey, files], ['failed', `${names.run}-why`, []]);
  deepEqual(error?.at?.message, "TypeError: Cannot read property 'push' of undefined");
  equal(FAILING.split('\n')[(error?.at?.line ?? 0) - 1], '  Argument.rows.push(1);');
  const column = '  if ("input://a.png") Argument.rows.p'.length;
  deepEqual([error?.code, error?.docsError, error?.at?.column], ['SCRIPT_FAILED', -3, column]);
  deepEqual(
    logs?.map(({ level, text }) => [level, text]),
    [
      ['log', 'before {"a":1}'],
      ['warn', 'now'],
    ],
  );
  deepEqual([server.jobs().length, await isHeld()], [2, false]);
});

test('a script that is no JavaScript is not run again', async (t) => {
  const { ask, now, server } = await diagnosedBuild(t, {
    script: `${scriptOf('a.txt')}\nvar = 1;`,
  });

  await ask();

  equal((await now()).error?.at?.line, 5);
  equal(server.jobs().length, 1);
});

test('a build of a tenant that has another build diagnosed ends at once, and says so', async (t) => {
  const { ask, now, server, build, sandbox } = await diagnosedBuild(t, {
    engine: await quickEngine(t),
  });
  const other = await store(sandbox.table, buildOf({ tenant: 'acme', status: 'running' }));
  await beginDiagnosis(sandbox.table, other, {}, Date.now() + 60_000);

  equal((await ask()).state, 'ended');

  const { error } = await now();
  deepEqual([error?.at, server.jobs().length, build.tenant], [null, 1, 'acme']);
  equal(
    error?.detail,
    'the script failed in Docs (error -3). The place is not known: another build of the tenant was being examined.',
  );
});

test('a build that is cancelled while it is diagnosed is cancelled, and frees its slot when Docs is done', async (t) => {
  const { ask, now, deps, build, isHeld } = await diagnosedBuild(t, {
    engine: await quickEngine(t, 2),
  });
  const asked = ask();
  await until(async () => (await now()).diagnosis !== undefined);
  await cancelBuild(deps, build);
  const heldMeanwhile = await isHeld();

  equal((await asked).state, 'ended');

  const { status, error, logs } = await now();
  deepEqual([status, error, logs], ['cancelled', undefined, undefined]);
  deepEqual([heldMeanwhile, await isHeld()], [true, false]);
});

test('a build that is erased while Docs runs its instrumented script leaves nothing, and frees its slot', async (t) => {
  const { ask, now, deps, build, isHeld, sandbox, names } = await diagnosedBuild(t, {
    engine: await quickEngine(t, 2),
  });
  const asked = ask();
  await until(async () => (await now()).diagnosis !== undefined);
  await cancelBuild(deps, build);
  await eraseBuild(sandbox, await now());

  equal((await asked).state, 'ended');

  deepEqual([await now(), await isHeld()], [undefined, false]);
  deepEqual(await versionsBelow(sandbox.bucket, `scripts/${names.run}/`), []);
});

test('a build whose execution stops while it is diagnosed ends with the error of its script', async (t) => {
  const { ask, now, deps, names } = await diagnosedBuild(t, { engine: await quickEngine(t, 2) });
  const asked = ask();
  await until(async () => (await now()).diagnosis !== undefined);

  await recordEnd(deps, { ...names, error: 'Lambda.Unknown' });
  await asked;

  const { status, error } = await now();
  deepEqual([status, error?.code, error?.at], ['failed', 'SCRIPT_FAILED', null]);
});

test('a build whose deadline comes while it is diagnosed ends before it with the error of its script', async (t) => {
  const { ask, now, isHeld, sandbox, names } = await diagnosedBuild(t, {
    engine: await quickEngine(t, 5),
  });
  const deadline = new Date(Date.now() + 32_000).toISOString();
  await tryChangeBuild(sandbox.table, 'acme', names.id, { from: 'running', set: { deadline } });

  equal((await ask()).state, 'ended');

  const { error, diagnosis } = await now();
  deepEqual([error?.code, error?.at], ['SCRIPT_FAILED', null]);
  equal(await isHeld(), diagnosis !== undefined);
});

test('an invocation that crashes at any request of a diagnosis is completed by the next one', async (t) => {
  type World = Awaited<ReturnType<typeof diagnosedBuild>>;
  const engine = await quickEngine(t);
  const steps = await crashEverywhere<World>(
    async () => diagnosedBuild(t, { engine }),
    askThrough,
    async ({ ask, now, server, isHeld }, where) => {
      await ask();
      const { status, error } = await now();
      deepEqual([status, error?.code], ['failed', 'SCRIPT_FAILED'], where);
      equal(error?.at?.message, 'Error: quick', where);
      ok(server.jobs().length <= 3, where);
      equal(await isHeld(), false, where);
    },
  );
  ok(steps >= 8, `${steps} requests`);
});

test('erasing a build erases its instrumented script', async (t) => {
  const { ask, now, sandbox, names } = await diagnosedBuild(t, { engine: await quickEngine(t) });
  await ask();
  const staged = () => versionsBelow(sandbox.bucket, `scripts/${names.run}/`);
  equal((await staged()).length, 3);

  await eraseBuild({ table: sandbox.table, bucket: sandbox.bucket }, await now());

  deepEqual(await staged(), []);
});

test('a build that is erased while its instrumented script is staged leaves nothing staged', async (t) => {
  const { now, deps, build, sandbox, names } = await diagnosedBuild(t, {
    engine: await quickEngine(t),
  });
  let isErased = false;
  const eraseBeforePut: Watch = async (send, command) => {
    if (command === 'PutObjectCommand' && !isErased) {
      isErased = true;
      await cancelBuild(deps, build);
      await eraseBuild(sandbox, await now());
    }
    return send();
  };
  const { table, bucket } = through(sandbox, watchedClients(eraseBeforePut));

  const step = await askDocs({ ...deps, table, bucket }, { ...names, waits: 0 });

  deepEqual([step.state, isErased], ['ended', true]);
  deepEqual(await versionsBelow(sandbox.bucket, `scripts/${names.run}/`), []);
});
