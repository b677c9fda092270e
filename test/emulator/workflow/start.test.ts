import { deepEqual, equal, rejects } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { startWaiting } from '../../../shared/workflow/starting/start.ts';
import { watchedClients } from '../../support/aws/crash.ts';
import { messagesIn } from '../../support/aws/resources.ts';
import { ago, store, waitingBuild } from '../../support/builds.ts';
import { until } from '../../support/until.ts';
import { freshSandbox, type Sandbox, through } from '../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await freshSandbox();
});

const holders = async () => Object.keys((await readSlots(sandbox.table)).holders);
const signalsSent = async (atLeast: number) =>
  (await messagesIn(sandbox.startsQueueUrl, atLeast)).length;

/** Waiting builds of as many tenants. */
function waiting(count: number): Promise<StoredBuild[]> {
  const tenants = Array.from({ length: count }, (_, n) => `tenant-${n}`);
  return Promise.all(tenants.map((tenant) => store(sandbox.table, waitingBuild({ tenant }))));
}

/** The dependencies of a start whose transactions fail as long as `fails` says so. */
function withFailingTakes(fails: () => boolean, maxInFlight: number) {
  const clients = watchedClients(async (send, command) => {
    if (command === 'TransactWriteItemsCommand' && fails()) throw new Error('the table is away');
    return send();
  });
  return through(sandbox, clients).startDeps(maxInFlight);
}

test('one round fills more slots than are taken at the same time', async () => {
  await waiting(40);

  equal(await startWaiting(sandbox.startDeps(37)), 37);

  equal((await holders()).length, 37);
  equal((await sandbox.executions.running()).size, 37);
});

test('slots are taken while executions are still being started', async () => {
  await waiting(20);
  const gate = Promise.withResolvers<void>();
  const deps = sandbox.startDeps(20);
  const start = async (build: StoredBuild) => {
    await gate.promise;
    await deps.executions.start(build);
  };
  const executions = { ...deps.executions, start: start as typeof deps.executions.start };

  const round = startWaiting({ ...deps, executions });
  await until(async () => (await holders()).length === 20);
  const before = (await sandbox.executions.running()).size;
  gate.resolve();

  deepEqual([before, await round], [0, 20]);
  equal((await sandbox.executions.running()).size, 20);
});

test('a round whose time is up takes no slot, and sends one signal if builds wait for a free one', async () => {
  const deps = sandbox.startDeps(1);

  equal(await startWaiting(deps, 0), 0);
  equal(await signalsSent(0), 0);

  await waiting(2);
  equal(await startWaiting(deps, 0), 0);
  deepEqual([await holders(), await signalsSent(1)], [[], 1]);

  equal(await startWaiting(deps), 1);
  equal(await startWaiting(deps, 0), 0);
  equal(await signalsSent(0), 0);
});

test('a take that throws has failed, and its build starts in the next pass', async () => {
  const builds = await waiting(3);
  let takes = 0;

  equal(await startWaiting(withFailingTakes(() => takes++ === 0, 3)), 3);

  deepEqual((await holders()).sort(), builds.map(({ run }) => run).sort());
  equal((await sandbox.executions.running()).size, 3);
});

test('a round of which every take throws ends with the error', async () => {
  await waiting(3);

  await rejects(startWaiting(withFailingTakes(() => true, 3)), { message: 'the table is away' });

  deepEqual(await holders(), []);
});

test('an execution that cannot be started does not stop the others, and its error is thrown', async () => {
  const [bad] = await waiting(3);
  const deps = sandbox.startDeps(4);
  const start = async (build: StoredBuild) => {
    if (build.run === bad?.run) throw new Error('throttled');
    await deps.executions.start(build);
  };
  const executions = { ...deps.executions, start: start as typeof deps.executions.start };

  await rejects(startWaiting({ ...deps, executions }), { message: 'throttled' });

  equal((await holders()).length, 3);
  equal((await sandbox.executions.running()).size, 2);
});

test('a build that has waited too long leaves its slot to the next one', async () => {
  const createdAt = ago(25 * 3_600_000);
  const old = await store(sandbox.table, waitingBuild({ tenant: 'a', createdAt }));
  const next = await store(sandbox.table, waitingBuild({ tenant: 'b' }));

  equal(await startWaiting(sandbox.startDeps(1)), 1);

  equal((await getBuild(sandbox.table, 'a', old.id))?.status, 'failed');
  deepEqual(await holders(), [next.run]);
});

test('a lower limit starts nothing until enough slots are free', async () => {
  await waiting(6);
  await startWaiting(sandbox.startDeps(4));

  equal(await startWaiting(sandbox.startDeps(2)), 0);
  equal(await startWaiting(sandbox.startDeps(5)), 1);
});
