import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { beginDiagnosis } from '../../../shared/storage/rows/diagnosing.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { admit } from '../../../shared/workflow/admission/admit.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { failBuild, finishBuild } from '../../../shared/workflow/finish.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { scriptOf } from '../../support/docs/saving-script.ts';
import { freshSandbox, type Sandbox } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

const FAILED = buildError('SCRIPT_FAILED', 'It failed.', { docsError: -3 });

/** A build that one invocation read before another one asked Docs for it under a second key. */
async function askedTwice(tenant: string) {
  const entry = { tenant, origin: 'http' as const, correlationId: 'c' };
  const { build } = await admit(sandbox.admissionDeps, { script: scriptOf('a.txt') }, entry);
  await startWaiting(sandbox.startDeps());
  const change = (set: Partial<StoredBuild>) =>
    tryChangeBuild(sandbox.table, tenant, build.id, { from: 'running', set });
  const earlier = (await change({ askedSince: new Date().toISOString() })) as StoredBuild;
  const later = (await change({ docsKey: `${build.run}-2` })) as StoredBuild;
  const { table, bucket, signalStart } = sandbox;
  const docs = undefined as never; // no file is copied
  return {
    earlier,
    later,
    deps: { table, bucket, signalStart, docs, maxFileBytes: 0 },
    now: async () => (await getBuild(table, tenant, build.id)) as StoredBuild,
    isHeld: async () => build.run in (await readSlots(table)).holders,
  };
}

test('an error under an earlier key neither ends a build nor frees its slot', async () => {
  const { deps, earlier, later, now, isHeld } = await askedTwice('error');

  const outcome = await failBuild(deps, earlier, FAILED, true);

  deepEqual(outcome, { state: 'running', pauseSeconds: 5 });
  deepEqual([await now(), await isHeld()], [later, true]);
});

test('an end without files under an earlier key does not end a build', async () => {
  const { deps, earlier, later, now, isHeld } = await askedTwice('files');

  const outcome = await finishBuild(deps, earlier, []);

  deepEqual(outcome, { state: 'running', pauseSeconds: 5 });
  deepEqual([await now(), await isHeld()], [later, true]);
});

test('an answer under an earlier key does not free the slot of a build that was cancelled under a later one', async () => {
  const { deps, earlier, later, isHeld } = await askedTwice('cancelled');
  await cancelBuild(deps, later);

  deepEqual(await failBuild(deps, earlier, FAILED, true), { state: 'ended' });

  equal(await isHeld(), true);
});

test('an answer under the last key ends the build and frees its slot', async () => {
  const { deps, later, now, isHeld } = await askedTwice('last');

  deepEqual(await failBuild(deps, later, FAILED, true), { state: 'ended' });

  deepEqual([(await now()).status, await isHeld()], ['failed', false]);
});

test('a script that failed under an earlier key is not run once more to find where', async () => {
  const { earlier, later, now } = await askedTwice('why');
  const fields = { docsKey: `${earlier.run}-why` };

  const begun = await beginDiagnosis(sandbox.table, earlier, fields, Date.now() + 60_000);

  deepEqual([begun, await now()], ['ended', later]);
});
