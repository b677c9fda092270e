import type { Bucket } from '../../shared/storage/objects/bucket.ts';
import { type Table, table } from '../../shared/storage/rows/table.ts';
import type { AdmissionDeps } from '../../shared/workflow/admission-deps.ts';
import { type Executions, executions } from '../../shared/workflow/executions.ts';
import type { Starter } from '../../shared/workflow/start.ts';
import { startSignal } from '../../shared/workflow/start-signal.ts';
import { watchedClients } from './aws/crash.ts';
import { freshBucket, freshMachine, freshQueue, freshTable, sqs } from './aws/resources.ts';

/** Where one test's builds live: parts of its own on the emulator. */
export type Workshop = {
  table: Table;
  bucket: Bucket;
  doors: AdmissionDeps;
  startsQueueUrl: string;
  executions: Executions;
  machineArn: string;
  /** One that lets in so many at once. */
  starter: (maxInFlight?: number) => Starter;
};

/** @param executionSeconds how long each execution does nothing before it ends */
export async function freshWorkshop(executionSeconds = 600): Promise<Workshop> {
  const [ownTable, bucket, startsQueueUrl, machineArn] = await Promise.all([
    freshTable(),
    freshBucket(),
    freshQueue(),
    freshMachine(executionSeconds),
  ]);
  const runs = executions(machineArn);
  return {
    table: ownTable,
    bucket,
    startsQueueUrl,
    executions: runs,
    machineArn,
    doors: {
      stack: 'test',
      table: ownTable,
      bucket,
      signalStart: startSignal({ url: startsQueueUrl, sqs }),
      publicUrl: 'https://gateway.example',
      sourceRules: { schemes: ['https'], ports: [443], allow: [], ownHosts: [] },
      waitHours: 24,
      keepDays: 90,
    },
    starter: (maxInFlight = 4) => ({
      table: ownTable,
      executions: runs,
      maxInFlight,
      buildMinutes: 45,
      waitHours: 24,
    }),
  };
}

/** The same workshop as another process sees it, whose clients are watched. */
export function through(
  shop: Workshop,
  clients: ReturnType<typeof watchedClients> = watchedClients((send) => send()),
): Workshop {
  const ownTable = table(shop.table.name, clients.dynamo);
  const bucket = { name: shop.bucket.name, s3: clients.s3 };
  const runs = executions(shop.machineArn, clients.sfn);
  const signalStart = startSignal({ url: shop.startsQueueUrl, sqs: clients.sqs });
  return {
    ...shop,
    table: ownTable,
    bucket,
    executions: runs,
    doors: { ...shop.doors, table: ownTable, bucket, signalStart },
    starter: (maxInFlight) => ({ ...shop.starter(maxInFlight), table: ownTable, executions: runs }),
  };
}
