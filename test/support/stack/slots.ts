import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { AWS_KEYS, REGION } from '../../../infra/local/emulator/emulator.ts';
import { type CopyingBuild, copyingKey } from '../../../shared/storage/rows/copying-builds.ts';
import { readSlots } from '../../../shared/storage/rows/slots.ts';
import { table } from '../../../shared/storage/table/table.ts';
import { transact } from '../../../shared/storage/table/transaction.ts';
import { localClient } from '../local-client.ts';
import { setHolder } from '../taken-slot.ts';
import { until } from '../until.ts';
import { functionsOf } from './functions.ts';
import type { TestOutputs } from './stack.ts';

/** The longest wait until all slots are free. */
const PATIENCE_MS = 150_000;

/** The slots of the deployed stack, and its sweep, which tests call instead of waiting for the schedule. */
export function slotsOf({ awsEndpoint, internal }: TestOutputs) {
  const aws = { endpoint: awsEndpoint, region: REGION, credentials: AWS_KEYS };
  const rows = table(internal.tableName, localClient(DynamoDBClient, aws));
  const functions = functionsOf({ awsEndpoint });

  async function holderOf(id: string, tenant: string): Promise<string | undefined> {
    const { holders } = await readSlots(rows);
    return Object.keys(holders).find(
      (run) => holders[run]?.id === id && holders[run]?.tenant === tenant,
    );
  }

  const runs = async () => Object.keys((await readSlots(rows)).holders);

  /** Changes a slot as if it had been taken two minutes ago. */
  async function age(run: string): Promise<void> {
    const holder = (await readSlots(rows)).holders[run];
    if (holder) await setHolder(rows, { ...holder, run }, 120_000);
  }

  /** The item by which the sweep finds a build whose files are being copied; undefined without one. */
  async function copyOf(id: string, tenant: string): Promise<CopyingBuild | undefined> {
    const { Items = [] } = await rows.client.send(
      new QueryCommand({
        TableName: rows.name,
        KeyConditionExpression: 'pk = :copying',
        ExpressionAttributeValues: { ':copying': 'COPYING' },
        ConsistentRead: true,
      }),
    );
    return (Items as CopyingBuild[]).find((copy) => copy.id === id && copy.tenant === tenant);
  }

  /** Changes that item as if the copying had begun two minutes ago. */
  async function ageCopy(copy: CopyingBuild): Promise<void> {
    const since = new Date(Date.now() - 120_000).toISOString();
    const aged: CopyingBuild = { ...copy, since };
    await transact(rows, [{ remove: copyingKey(copy) }, { put: { ...aged, ...copyingKey(aged) } }]);
  }

  /** Ages every taken slot and sweeps. @returns whether no slot was taken */
  async function sweepHeld(): Promise<boolean> {
    const held = await runs();
    for (const run of held) await age(run);
    if (held.length > 0) await sweep();
    return held.length === 0;
  }

  async function sweep(): Promise<void> {
    const error = await functions.invoke('Settlement/settle-build', { sweep: true });
    if (error) throw new Error(`the sweep failed: ${error}`);
  }

  return {
    table: rows,
    age,
    copyOf,
    ageCopy,
    sweep,
    /** The run that holds a slot for a build; undefined without one. */
    holderOf,
    count: async () => (await runs()).length,
    /** Sweeps until the slots of builds that ended without Docs' knowledge are free. */
    free: () => until(sweepHeld, PATIENCE_MS),
  };
}
