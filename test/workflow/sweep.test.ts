import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type DocsServer, startDocsServer } from '../../infra/local/docs-server/server.ts';
import { askForResults } from '../../shared/docs/builder.ts';
import { docsClient } from '../../shared/docs/client.ts';
import { fixedSecret } from '../../shared/secret.ts';
import { getBuild, type StoredBuild } from '../../shared/storage/builds.ts';
import { cancelBuild } from '../../shared/workflow/cancel.ts';
import { readSlots, takeSlot } from '../../shared/workflow/slots.ts';
import { startWaiting } from '../../shared/workflow/start.ts';
import { settle, settleOrSweep, sweep } from '../../shared/workflow/sweep.ts';
import { messagesIn, sfn } from '../support/aws.ts';
import { ago, buildOf, store, waitingBuild } from '../support/builds.ts';
import { freshWorkshop, type Workshop } from '../support/workshop.ts';

const MINUTE = 60_000;
const SECRET = 'the-inbox-secret-of-these-tests-32b';

let server: DocsServer;
let shop: Workshop;
before(async () => {
  server = await startDocsServer({ secrets: { inbox: SECRET } });
});
after(() => server.stop());
beforeEach(async () => {
  shop = await freshWorkshop();
});

const docs = (secret = SECRET) => docsClient({ url: server.url, inbox: fixedSecret(secret) });
const sweeping = () => ({
  table: shop.table,
  docs: docs(),
  executions: shop.executions,
  ring: shop.doors.ring,
  waitHours: 24,
});
const now = ({ tenant, id }: StoredBuild) => getBuild(shop.table, tenant, id);
const holders = async () => Object.keys((await readSlots(shop.table)).holders);

/** A build that has its slot, and no execution. */
async function slotted(): Promise<StoredBuild> {
  const build = await store(shop.table, waitingBuild());
  await readSlots(shop.table);
  const hour = new Date(Date.now() + 60 * MINUTE).toISOString();
  await takeSlot(shop.table, build, 100, hour);
  return build;
}

async function stop(build: StoredBuild): Promise<void> {
  const executionArn = `${shop.machineArn.replace(':stateMachine:', ':execution:')}:${build.run}`;
  await sfn.send(new StopExecutionCommand({ executionArn }));
}

/** Lets a slot look as if it had been taken so long ago. */
async function age(build: StoredBuild, ms: number): Promise<void> {
  await shop.table.client.send(
    new UpdateCommand({
      TableName: shop.table.name,
      Key: { pk: 'SLOTS', sk: 'SLOTS' },
      UpdateExpression: 'SET holders.#run.since = :since',
      ExpressionAttributeNames: { '#run': build.run },
      ExpressionAttributeValues: { ':since': Date.now() - ms },
    }),
  );
}

test('a slot without an execution is given one', async () => {
  const build = await slotted();

  await sweep(sweeping(), 0);

  equal(await shop.executions.stateOf(build.run), 'running');
  deepEqual(await holders(), [build.run]);
});

test('a slot that is younger than a minute is left alone', async () => {
  const build = await slotted();

  await settleOrSweep(sweeping(), { sweep: true });
  equal(await shop.executions.stateOf(build.run), 'none');

  await age(build, MINUTE);
  await settleOrSweep(sweeping(), { sweep: true });
  equal(await shop.executions.stateOf(build.run), 'running');
});

test('a build whose execution was stopped ends with an unknown outcome, its slot once Docs is done', async () => {
  const build = await store(shop.table, waitingBuild());
  await startWaiting(shop.starter());
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
  const build = await store(shop.table, waitingBuild());
  await startWaiting(shop.starter());
  const input = JSON.stringify({ tenant: build.tenant, id: build.id, run: build.run });

  await settleOrSweep(sweeping(), { detail: { input } });

  equal((await now(build))?.error?.code, 'UNKNOWN_OUTCOME');
  equal(await settle(shop.table, build), false);
  equal(await settle(shop.table, buildOf()), false);
});

test('a slot whose build has its answer is freed', async () => {
  const build = await slotted();
  const { Item } = { Item: { ...(await now(build)), answer: { files: [] } } };
  await shop.table.client.send(
    new UpdateCommand({
      TableName: shop.table.name,
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
  await cancelBuild(shop.table, build);
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
  await cancelBuild(shop.table, build);
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
  await readSlots(shop.table);
  await shop.table.client.send(
    new UpdateCommand({
      TableName: shop.table.name,
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
  const old = await store(shop.table, waitingBuild({ createdAt: ago(25 * 60 * MINUTE) }));
  const young = await store(shop.table, waitingBuild());

  await sweep(sweeping());

  deepEqual([(await now(old))?.status, (await now(old))?.error?.code], ['failed', 'BUILD_TIMEOUT']);
  equal((await now(young))?.status, 'queued');
});

test('one slot that cannot be mended keeps no other from it, and is told of', async () => {
  const [bad, good] = [await slotted(), await slotted()];
  const { executions } = shop;
  const troubled = {
    ...executions,
    start: (run: Parameters<typeof executions.start>[0]) =>
      run.run === bad.run ? Promise.reject(new Error('throttled')) : executions.start(run),
  };
  const old = await store(shop.table, waitingBuild({ createdAt: ago(25 * 60 * MINUTE) }));

  await rejects(sweep({ ...sweeping(), executions: troubled }, 0), { message: /throttled/ });

  equal(await executions.stateOf(good.run), 'running');
  equal((await now(old))?.status, 'failed');
  ok((await messagesIn(shop.startsQueueUrl, 1)).length > 0);
});

test('sweeping a quiet gateway changes nothing and rings nobody', async () => {
  await sweep(sweeping(), 0);
  await sweep(sweeping(), 0);

  deepEqual(await holders(), []);
  deepEqual(await messagesIn(shop.startsQueueUrl, 0), []);
});
