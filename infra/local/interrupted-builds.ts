import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { docsClient } from '../../shared/docs/client.ts';
import { readSlots } from '../../shared/storage/rows/slots.ts';
import { table } from '../../shared/storage/table/table.ts';
import { executions } from '../../shared/workflow/executions.ts';
import { type RepairDeps, sweepStarted } from '../../shared/workflow/sweep-builds.ts';
import { AWS_KEYS, REGION } from './emulator/emulator.ts';
import type { Outputs } from './stack.ts';

/** Three sweeps are enough; each takes less than a second on an idle machine. */
const LIMIT_MS = 30_000;
const PAUSE_MS = 200;

/**
 * Ends the builds that were running when the stack was last stopped, and frees their slots.
 *
 * A stop ends all executions, and the embedded Docs starts without the builds of the one before. The
 * scheduled sweep would end these builds and free their slots only after three minutes, because it
 * cannot know that.
 *
 * @throws the first error of a sweep
 */
export async function endInterruptedBuilds(
  deps: RepairDeps,
  onProgress: (line: string) => void,
): Promise<void> {
  const held = async () => Object.keys((await readSlots(deps.table)).holders);
  const interrupted = await held();
  if (interrupted.length === 0) return;
  onProgress(`Ending the builds that were running when the stack stopped: ${interrupted.length}`);
  const late = Date.now() + LIMIT_MS;
  do {
    await sweepStarted(deps, 0);
    if (!(await held()).some((run) => interrupted.includes(run))) return;
    await pause(PAUSE_MS);
  } while (Date.now() < late);
  onProgress('Some slots are still taken; the sweep frees them within three minutes');
}

/** What the repair of builds in the deployed stack needs, with the embedded Docs. */
export function repairDepsOf(
  { awsEndpoint, bucket, docsUrl, internal }: Outputs,
  inboxSecret: string,
): RepairDeps {
  const aws = { endpoint: awsEndpoint, region: REGION, credentials: AWS_KEYS };
  const secret = async () => inboxSecret;
  const inbox = { current: secret, previous: async () => undefined, refresh: secret };
  return {
    table: table(internal.tableName, new DynamoDBClient(aws)),
    bucket: { name: bucket, s3: new S3Client(aws) },
    docs: docsClient({ url: docsUrl, inbox }),
    executions: executions(internal.stateMachineArn, new SFNClient(aws)),
    signalStart: async () => {}, // the request for the sample sends the signal
  };
}
