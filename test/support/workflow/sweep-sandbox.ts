import type { TestContext } from 'node:test';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { BatchWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { docsClient } from '../../../shared/docs/client.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { copyingKey } from '../../../shared/storage/rows/copying-builds.ts';
import {
  type Holder,
  readSlots,
  storeAnswer,
  takeSlot,
} from '../../../shared/storage/rows/slots.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import type { SweepDeps } from '../../../shared/workflow/sweep-builds.ts';
import { itemsOf, sfn } from '../aws/resources.ts';
import { store, waitingBuild } from '../builds.ts';
import { embeddedDocs } from '../docs/embedded-docs.ts';
import { fixedSecret } from '../fixed-secret.ts';
import { freshSandbox, type Sandbox } from './sandbox.ts';

/** A sandbox with a Docs, and builds in the states that the sweep repairs. */
export async function freshSweep(t: TestContext) {
  const sandbox = await freshSandbox();
  const { server, docs } = await embeddedDocs(t);
  const { table, bucket, executions, signalStart, sendFetch } = sandbox;
  const deps: SweepDeps = {
    table,
    bucket,
    docs,
    executions,
    signalStart,
    sendFetch,
    waitHours: 24,
  };
  return {
    sandbox,
    server,
    docs,
    deps,
    /** A client whose token Docs refuses. */
    refusedDocs: () =>
      docsClient({ url: server.url, inbox: fixedSecret('a-secret-that-docs-does-not-know-32') }),
    now: ({ tenant, id }: StoredBuild) => getBuild(table, tenant, id),
    /** The runs that hold a slot. */
    holders: async () => Object.keys((await readSlots(table)).holders),
    /** The runs in the list of those being copied. */
    copying: async () =>
      (await itemsOf(table)).filter(({ pk }) => pk === 'COPYING').map(({ run }) => run),
    slotted: () => slotted(sandbox),
    answered: () => answered(sandbox),
    stoppedCopy: () => stoppedCopy(sandbox),
    stop: (build: StoredBuild) => stop(sandbox, build),
    setHolder: (build: StoredBuild, ageMs: number) => setHolder(table, build, ageMs),
    copySince: (since: string, ...builds: StoredBuild[]) => copySince(table, since, builds),
  };
}

/** A running build that has its slot, and no execution. */
async function slotted({ table }: Sandbox): Promise<StoredBuild> {
  const build = await store(table, waitingBuild());
  await readSlots(table);
  await takeSlot(table, build, 100, new Date(Date.now() + 3_600_000).toISOString());
  return build;
}

/** A build whose files are being copied: Docs has answered, the slot is free. */
async function answered(sandbox: Sandbox): Promise<StoredBuild> {
  const build = await slotted(sandbox);
  await storeAnswer(sandbox.table, build, { answer: { files: ['a.txt'] } });
  return build;
}

/** A build whose files were being copied when its execution was stopped. */
async function stoppedCopy(sandbox: Sandbox): Promise<StoredBuild> {
  const build = await answered(sandbox);
  await sandbox.executions.start(build);
  await stop(sandbox, build);
  return build;
}

async function stop({ machineArn }: Sandbox, build: StoredBuild): Promise<void> {
  const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${build.run}`;
  await sfn.send(new StopExecutionCommand({ executionArn }));
}

/** Changes the time since when a build holds its slot. */
async function setHolder(table: Table, build: StoredBuild, ageMs: number): Promise<void> {
  await readSlots(table);
  const holder: Holder = { tenant: build.tenant, id: build.id, since: Date.now() - ageMs };
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { pk: 'SLOTS', sk: 'SLOTS' },
      UpdateExpression: 'SET holders.#run = :holder',
      ExpressionAttributeNames: { '#run': build.run },
      ExpressionAttributeValues: { ':holder': holder },
    }),
  );
}

/** Lists builds as being copied since a time. */
async function copySince(table: Table, since: string, builds: StoredBuild[]): Promise<void> {
  const puts = builds.map(({ tenant, id, run, expiresAt }) => ({
    PutRequest: { Item: { ...copyingKey({ since, run }), tenant, id, run, since, expiresAt } },
  }));
  for (let index = 0; index < puts.length; index += 25)
    await table.client.send(
      new BatchWriteCommand({ RequestItems: { [table.name]: puts.slice(index, index + 25) } }),
    );
}
