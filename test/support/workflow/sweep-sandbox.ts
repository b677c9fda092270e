import type { TestContext } from 'node:test';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { docsClient } from '../../../shared/docs/client.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { copyingKey } from '../../../shared/storage/rows/copying-builds.ts';
import { storeAnswer } from '../../../shared/storage/rows/running-build.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import type { SweepDeps } from '../../../shared/workflow/sweep-builds.ts';
import { itemsOf, sfn } from '../aws/resources.ts';
import { ago } from '../builds.ts';
import { embeddedDocs } from '../docs/embedded-docs.ts';
import { fixedSecret } from '../fixed-secret.ts';
import { askedBuild, setHolder, unaskedBuild } from '../taken-slot.ts';
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
    slotted: () => askedBuild(table),
    unasked: () => unaskedBuild(table),
    answered: () => answered(sandbox),
    stoppedCopy: () => stoppedCopy(sandbox),
    stop: (build: StoredBuild) => stop(sandbox, build),
    setHolder: (build: StoredBuild, ageMs: number) => setHolder(table, build, ageMs),
    endedAgo: (build: StoredBuild, ms: number) => endedAgo(table, build, ms),
    copySince: (since: string, ...builds: StoredBuild[]) => copySince(table, since, builds),
  };
}

/** A build whose files are being copied: Docs has answered, the slot is free. */
async function answered(sandbox: Sandbox): Promise<StoredBuild> {
  const build = await askedBuild(sandbox.table);
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

/** Changes a build that failed as if it had ended so long ago. */
async function endedAgo(table: Table, { tenant, id }: StoredBuild, ms: number): Promise<void> {
  const row = await getBuild(table, tenant, id);
  if (row) await tryChangeBuild(table, tenant, id, { from: row.status, set: { endedAt: ago(ms) } });
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
