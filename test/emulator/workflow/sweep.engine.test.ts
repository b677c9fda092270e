import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { BatchWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type DocsServer, startDocsServer } from '../../../infra/local/docs-server/server.ts';
import { askForResults } from '../../../shared/docs/builder.ts';
import { docsClient } from '../../../shared/docs/client.ts';
import { fixedSecret } from '../../../shared/secret.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { copyKey } from '../../../shared/storage/rows/copies.ts';
import { readSlots, storeAnswer, takeSlot } from '../../../shared/storage/rows/slots.ts';
import { buildError } from '../../../shared/workflow/build-error.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { endBuild } from '../../../shared/workflow/end-build.ts';
import { eraseBuild } from '../../../shared/workflow/erase.ts';
import { settle } from '../../../shared/workflow/settle.ts';
import { startWaiting } from '../../../shared/workflow/start.ts';
import { settleOrSweep, sweep } from '../../../shared/workflow/sweep.ts';
import { crashEverywhere } from '../../support/aws/crash.ts';
import { itemsOf, messagesIn, sfn } from '../../support/aws/resources.ts';
import { ago, buildOf, putCopy, store, versionsIn, waitingBuild } from '../../support/builds.ts';
import { freshSandbox, type Sandbox, through } from '../../support/sandbox.ts';

const MINUTE = 60_000;
const SECRET = 'the-inbox-secret-of-these-tests-32b';

let server: DocsServer;
let sandbox: Sandbox;
before(async () => {
  server = await startDocsServer({ secrets: { inbox: SECRET } });
});
after(() => server.stop());
beforeEach(async () => {
  sandbox = await freshSandbox();
});

const docs = (secret = SECRET) => docsClient({ url: server.url, inbox: fixedSecret(secret) });
const sweeping = () => ({
  table: sandbox.table,
  bucket: sandbox.bucket,
  docs: docs(),
  executions: sandbox.executions,
  signalStart: sandbox.admissionDeps.signalStart,
  waitHours: 24,
});
const now = ({ tenant, id }: StoredBuild) => getBuild(sandbox.table, tenant, id);
const holders = async () => Object.keys((await readSlots(sandbox.table)).holders);

/** A build that has its slot, and no execution. */
async function slotted(): Promise<StoredBuild> {
  const build = await store(sandbox.table, waitingBuild());
  await readSlots(sandbox.table);
  const hour = new Date(Date.now() + 60 * MINUTE).toISOString();
  await takeSlot(sandbox.table, build, 100, hour);
  return build;
}

/** A build whose files are being copied: Docs has answered, the slot is free. */
async function answered(): Promise<StoredBuild> {
  const build = await slotted();
  await storeAnswer(sandbox.table, build, { answer: { files: ['a.txt'] } });
  return build;
}

/** As `answered`; its execution was stopped, and nobody was told. */
async function forsaken(): Promise<StoredBuild> {
  const build = await answered();
  await sandbox.executions.start(build);
  await stop(build);
  return build;
}

/** The runs that the sweep knows to be copied. */
const copying = async () =>
  (await itemsOf(sandbox.table)).filter(({ pk }) => pk === 'COPYING').map(({ run }) => run);

async function stop(build: StoredBuild): Promise<void> {
  const executionArn = `${sandbox.machineArn.replace(':stateMachine:', ':execution:')}:${build.run}`;
  await sfn.send(new StopExecutionCommand({ executionArn }));
}

/** Lets a slot look as if it had been taken so long ago. */
async function age(build: StoredBuild, ms: number): Promise<void> {
  await sandbox.table.client.send(
    new UpdateCommand({
      TableName: sandbox.table.name,
      Key: { pk: 'SLOTS', sk: 'SLOTS' },
      UpdateExpression: 'SET holders.#run.since = :since',
      ExpressionAttributeNames: { '#run': build.run },
      ExpressionAttributeValues: { ':since': Date.now() - ms },
    }),
  );
}

/** Lets builds look as if Docs had answered them then. */
async function copySince(since: string, ...builds: StoredBuild[]): Promise<void> {
  const puts = builds.map(({ tenant, id, run, expiresAt }) => ({
    PutRequest: { Item: { ...copyKey({ since, run }), tenant, id, run, since, expiresAt } },
  }));
  for (let index = 0; index < puts.length; index += 25)
    await sandbox.table.client.send(
      new BatchWriteCommand({
        RequestItems: { [sandbox.table.name]: puts.slice(index, index + 25) },
      }),
    );
}

test('a slot without an execution is given one', async () => {
  const build = await slotted();

  await sweep(sweeping(), 0);

  equal(await sandbox.executions.stateOf(build.run), 'running');
  deepEqual(await holders(), [build.run]);
});

test('a slot that is younger than a minute is left alone', async () => {
  const build = await slotted();

  await settleOrSweep(sweeping(), { sweep: true });
  equal(await sandbox.executions.stateOf(build.run), 'none');

  await age(build, MINUTE);
  await settleOrSweep(sweeping(), { sweep: true });
  equal(await sandbox.executions.stateOf(build.run), 'running');
});

test('a build whose execution was stopped ends with an unknown outcome, its slot once Docs is done', async () => {
  const build = await store(sandbox.table, waitingBuild());
  await startWaiting(sandbox.startDeps());
  await stop(build);

  await sweep(sweeping(), 0);
  deepEqual(
    [(await now(build))?.status, (await now(build))?.error?.code],
    ['failed', 'UNKNOWN_OUTCOME'],
  );
  deepEqual(await holders(), [build.run]);

  await sweep(sweeping(), 0);
  await sweep(sweeping(), 0);
  deepEqual(await holders(), []);
});

test('the word of an execution that ended from outside ends its build at once', async () => {
  const build = await store(sandbox.table, waitingBuild());
  await startWaiting(sandbox.startDeps());
  const input = JSON.stringify({ tenant: build.tenant, id: build.id, run: build.run });

  await settleOrSweep(sweeping(), { detail: { input } });

  equal((await now(build))?.error?.code, 'UNKNOWN_OUTCOME');
  equal(await settle(sandbox.table, build), false);
  equal(await settle(sandbox.table, buildOf()), false);
});

test('a slot whose build has its answer is freed', async () => {
  const build = await slotted();
  const { Item } = { Item: { ...(await now(build)), answer: { files: [] } } };
  await sandbox.table.client.send(
    new UpdateCommand({
      TableName: sandbox.table.name,
      Key: { pk: `BUILD#default#${build.id}`, sk: 'BUILD' },
      UpdateExpression: 'SET answer = :answer',
      ExpressionAttributeValues: { ':answer': Item.answer },
    }),
  );

  await sweep(sweeping(), 0);

  deepEqual(await holders(), []);
});

test('the slot of a cancelled build stays as long as Docs works on it', async () => {
  const build = await slotted();
  await cancelBuild(sandbox.table, build);
  server.faults.add({ name: 'lose-task', times: 1 });
  await askForResults(docs(), build.run);

  await sweep(sweeping(), 0);
  deepEqual(await holders(), [build.run]);

  await age(build, 21 * MINUTE);
  await sweep(sweeping(), 0);
  deepEqual(await holders(), []);
});

test('what is no word on the build keeps its slot: Docs down, a page, a refused token', async (t) => {
  const build = await slotted();
  await cancelBuild(sandbox.table, build);
  t.after(() => server.faults.clear());

  server.faults.add({ name: 'status', on: 'builder', status: 503, times: 1 });
  await sweep(sweeping(), 0);
  server.faults.add({ name: 'html', on: 'builder', times: 1 });
  await sweep(sweeping(), 0);
  await sweep({ ...sweeping(), docs: docs('a-secret-that-docs-does-not-know-32') }, 0);
  deepEqual(await holders(), [build.run]);

  server.faults.add({ name: 'error', error: -4, times: 1 });
  await sweep(sweeping(), 0);
  deepEqual(await holders(), []);
});

test('a slot of a build that is gone is freed when Docs does not work on it', async () => {
  const build = waitingBuild();
  await readSlots(sandbox.table);
  await sandbox.table.client.send(
    new UpdateCommand({
      TableName: sandbox.table.name,
      Key: { pk: 'SLOTS', sk: 'SLOTS' },
      UpdateExpression: 'SET holders.#run = :holder',
      ExpressionAttributeNames: { '#run': build.run },
      ExpressionAttributeValues: {
        ':holder': { tenant: 'default', id: build.id, since: Date.now() - 30 * MINUTE },
      },
    }),
  );

  await sweep(sweeping());

  deepEqual(await holders(), []);
});

test('builds that waited for a day end, all others go on waiting', async () => {
  const old = await store(sandbox.table, waitingBuild({ createdAt: ago(25 * 60 * MINUTE) }));
  const young = await store(sandbox.table, waitingBuild());

  await sweep(sweeping());

  deepEqual([(await now(old))?.status, (await now(old))?.error?.code], ['failed', 'BUILD_TIMEOUT']);
  equal((await now(young))?.status, 'queued');
});

test('one slot that cannot be mended keeps no other from it, and is told of', async () => {
  const [bad, good] = [await slotted(), await slotted()];
  const { executions } = sandbox;
  const troubled = {
    ...executions,
    start: (run: Parameters<typeof executions.start>[0]) =>
      run.run === bad.run ? Promise.reject(new Error('throttled')) : executions.start(run),
  };
  const old = await store(sandbox.table, waitingBuild({ createdAt: ago(25 * 60 * MINUTE) }));

  await rejects(sweep({ ...sweeping(), executions: troubled }, 0), { message: /throttled/ });

  equal(await executions.stateOf(good.run), 'running');
  equal((await now(old))?.status, 'failed');
  ok((await messagesIn(sandbox.startsQueueUrl, 1)).length > 0);
});

test('a sweep without slots and builds changes nothing and sends no start signal', async () => {
  await sweep(sweeping(), 0);
  await sweep(sweeping(), 0);

  deepEqual(await holders(), []);
  deepEqual(await messagesIn(sandbox.startsQueueUrl, 0), []);
});

test('a build whose execution was stopped while it copied ends with an unknown outcome, once', async () => {
  const build = await forsaken();

  await sweep(sweeping(), 0);
  const ended = await now(build);
  await sweep(sweeping(), 0);

  deepEqual([ended?.status, ended?.error?.code], ['failed', 'UNKNOWN_OUTCOME']);
  deepEqual(await now(build), ended);
  deepEqual([await copying(), await holders()], [[], []]);
});

test('what was copied for a build whose execution was stopped is deleted', async () => {
  const build = await forsaken();
  await putCopy(sandbox.bucket, `results/default/${build.id}/a.txt`, build);

  await sweep(sweeping(), 0);
  await sweep(sweeping(), 0);

  deepEqual(await versionsIn(sandbox.bucket, 'results/'), []);
});

test('a failed build keeps the files that it lists, a successful one all that was copied', async () => {
  const [failed, succeeded] = [await answered(), await answered()];
  const error = buildError('OUTPUT_MISSING', 'The script did not save b.txt; it saved a.txt.');
  const keptFor = async (build: StoredBuild, ending: { error?: typeof error }) => {
    const key = `results/default/${build.id}/a.txt`;
    const twice = [
      await putCopy(sandbox.bucket, key, build),
      await putCopy(sandbox.bucket, key, build),
    ];
    await endBuild(sandbox.table, build, { files: twice.slice(0, 1), ...ending });
    return twice.map(({ versionId }) => `${key} ${versionId}`);
  };
  const [listed] = await keptFor(failed, { error });
  const both = await keptFor(succeeded, {});

  await sweep(sweeping(), 0);

  deepEqual(await versionsIn(sandbox.bucket, 'results/'), [listed, ...both].sort());
  deepEqual(await copying(), []);
});

test('a build that is being copied is left to its execution', async () => {
  const build = await answered();
  await sandbox.executions.start(build);

  await sweep(sweeping(), 0);

  equal((await now(build))?.status, 'running');
  deepEqual(await copying(), [build.run]);
});

test('a build that is being copied and has no execution is given one', async () => {
  const build = await answered();

  await sweep(sweeping(), 0);

  equal(await sandbox.executions.stateOf(build.run), 'running');
});

test('a build that Docs answered less than a minute ago is left alone', async () => {
  const build = await forsaken();

  await settleOrSweep(sweeping(), { sweep: true });
  equal((await now(build))?.status, 'running');

  await copySince(ago(MINUTE), build);
  await settleOrSweep(sweeping(), { sweep: true });
  equal((await now(build))?.error?.code, 'UNKNOWN_OUTCOME');
});

test('a build that has ended, was erased or is gone is no longer looked for', async () => {
  const [ended, erased, gone] = [await answered(), await answered(), buildOf()];
  await endBuild(sandbox.table, ended, { files: [] });
  const last = await endBuild(sandbox.table, erased, { files: [] });
  await eraseBuild(sandbox, last ?? erased);
  await copySince(ago(MINUTE), gone);
  equal((await copying()).length, 3);

  await sweep(sweeping(), 0);

  deepEqual(await copying(), []);
  equal((await now(ended))?.status, 'succeeded');
  equal(await sandbox.executions.stateOf(gone.run), 'none');
});

test('more than the sweep reads at once are cleared away in one sweep, and who copies is found', async () => {
  const gone = Array.from({ length: 250 }, () => buildOf());
  await copySince(ago(2 * MINUTE), ...gone.slice(0, 125));
  const build = await forsaken();
  await copySince(ago(MINUTE), build, ...gone.slice(125));

  await sweep(sweeping());

  deepEqual([...new Set(await copying())].slice(0, 2), [build.run]);
  equal((await now(build))?.error?.code, 'UNKNOWN_OUTCOME');
});

test('one copied build that cannot be mended keeps no other from it, and is told of', async () => {
  const [bad, good] = [await forsaken(), await forsaken()];
  const { executions } = sandbox;
  const troubled = {
    ...executions,
    stateOf: (run: string) =>
      run === bad.run ? Promise.reject(new Error('throttled')) : executions.stateOf(run),
  };

  await rejects(sweep({ ...sweeping(), executions: troubled }, 0), { message: /throttled/ });
  equal((await now(good))?.error?.code, 'UNKNOWN_OUTCOME');
  equal((await now(bad))?.status, 'running');

  await sweep(sweeping(), 0);
  equal((await now(bad))?.error?.code, 'UNKNOWN_OUTCOME');
});

test('a sweep that dies at any point loses no build that is being copied, and ends each once', async () => {
  const steps = await crashEverywhere(
    async () => {
      sandbox = await freshSandbox();
      return [await forsaken(), await forsaken()];
    },
    (_, clients) => {
      const { table, executions, signalStart } = through(sandbox, clients);
      return sweep({ ...sweeping(), table, executions, signalStart }, 0);
    },
    async (builds, where) => {
      const before = await Promise.all(builds.map(now));
      await sweep(sweeping(), 0);
      const after = await Promise.all(builds.map(now));
      await sweep(sweeping(), 0);

      for (const [n, build] of after.entries()) {
        equal(build?.error?.code, 'UNKNOWN_OUTCOME', where);
        if (before[n]?.endedAt) deepEqual(build, before[n], where);
      }
      deepEqual(await copying(), [], where);
    },
  );

  ok(steps >= 6, `${steps} requests`);
});
