import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { AWS_KEYS, REGION } from '../../infra/local/emulator/emulator.ts';
import { table } from '../../shared/storage/table.ts';
import { readSlots } from '../../shared/workflow/slots.ts';
import type { Facts } from '../setup/stack.ts';
import { functionsOf } from './functions.ts';

/** The deployed stack's slots, and the minute's sweep without waiting for the minute. */
export function slotsOf({ awsEndpoint, internal }: Facts) {
  const aws = { endpoint: awsEndpoint, region: REGION, credentials: AWS_KEYS };
  const rows = table(internal.tableName, new DynamoDBClient(aws));
  const functions = functionsOf({ awsEndpoint });

  async function holderOf(id: string, tenant: string): Promise<string | undefined> {
    const { holders } = await readSlots(rows);
    return Object.keys(holders).find(
      (run) => holders[run]?.id === id && holders[run]?.tenant === tenant,
    );
  }

  const runs = async () => Object.keys((await readSlots(rows)).holders);

  /** Makes a slot look as if it had been taken two minutes ago. */
  async function age(run: string): Promise<void> {
    await rows.client.send(
      new UpdateCommand({
        TableName: rows.name,
        Key: { pk: 'SLOTS', sk: 'SLOTS' },
        UpdateExpression: 'SET holders.#run.#since = :then',
        ConditionExpression: 'attribute_exists(holders.#run)',
        ExpressionAttributeNames: { '#run': run, '#since': 'since' },
        ExpressionAttributeValues: { ':then': Date.now() - 120_000 },
      }),
    );
  }

  async function sweep(): Promise<void> {
    const error = await functions.invoke('Settlement/settle-build', { sweep: true });
    if (error) throw new Error(`the sweep failed: ${error}`);
  }

  return {
    table: rows,
    age,
    sweep,
    /** The run that holds a slot for a build, if one does. */
    holderOf,
    count: async () => (await runs()).length,
    /** Frees the slots of builds that ended without a word of Docs, as some sweeps do in time. */
    async free(): Promise<void> {
      for (let held = await runs(); held.length > 0; held = await runs()) {
        for (const run of held) await age(run);
        await sweep();
      }
    },
  };
}
