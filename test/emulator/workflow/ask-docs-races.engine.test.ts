import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { copyResult } from '../../../shared/workflow/copying/copy-results.ts';
import { recordEnd } from '../../../shared/workflow/record-end.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { textScriptOf } from '../../support/docs/saving-script.ts';
import { until } from '../../support/until.ts';
import { askThrough, slowScript, startedBuild } from '../../support/workflow/started-build.ts';

test('a build that is cancelled while Docs is asked keeps no file, and frees its slot when Docs is done', async (t) => {
  const { ask, admitOther, now, deps, build, server, isHeld, signals } = await startedBuild(t, {
    script: slowScript(700),
  });
  await admitOther();
  const asked = ask();
  await until(() => server.inFlight() === 1);
  await cancelBuild(deps, build);
  const heldMeanwhile = await isHeld();

  equal((await asked).state, 'ended');

  deepEqual([(await now()).status, (await now()).files], ['cancelled', undefined]);
  deepEqual([heldMeanwhile, await isHeld(), signals.length > 0], [true, false, true]);
});

test('two invocations at once end a build once', async (t) => {
  const { ask, now, server, loop, names, deps } = await startedBuild(t, {
    script: textScriptOf('a.txt'),
  });

  const [one, two] = await Promise.all([ask(), ask()]);
  for (const step of [one, two])
    if (step.state === 'done') {
      const files = await Promise.all(
        step.files.map((name) => copyResult(deps, { ...names, name }).catch(() => null)),
      );
      await recordEnd(deps, { ...names, files: files.filter((file) => file !== null) });
    }

  equal((await loop()).state, 'ended');
  equal((await now()).status, 'succeeded');
  equal((await now()).files?.length, 1);
  equal(server.jobs().length, 1);
});

test('an invocation that crashes at any request is completed by the next one, from one run of the script', async (t) => {
  type World = Awaited<ReturnType<typeof startedBuild>>;
  const steps = await crashEverywhere<World>(
    () => startedBuild(t, { script: textScriptOf('a.txt') }),
    askThrough,
    async ({ loop, now, deps, names, server, isHeld }, where) => {
      const step = await loop();
      if (step.state === 'done') {
        const [name = ''] = step.files;
        await recordEnd(deps, {
          ...names,
          files: [await copyResult(deps, { ...names, name })],
        });
      }
      const build = await now();
      equal(build.status, 'succeeded', where);
      deepEqual(
        build.files?.map(({ name }) => name),
        ['a.txt'],
        where,
      );
      equal(server.jobs().length, 1, where);
      equal(await isHeld(), false, where);
    },
  );
  ok(steps >= 4, `${steps} requests`);
});
