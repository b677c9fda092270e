import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import { type Table, table } from '../../../shared/storage/table/table.ts';
import type { AdmissionDeps } from '../../../shared/workflow/admission/admission-deps.ts';
import { type Executions, executions } from '../../../shared/workflow/executions.ts';
import { type SendFetch, sendFetch } from '../../../shared/workflow/fetching/fetch-message.ts';
import type { StartDeps } from '../../../shared/workflow/starting/start.ts';
import { type StartSignal, startSignal } from '../../../shared/workflow/starting/start-signal.ts';
import { watchedClients } from '../aws/crash.ts';
import { freshBucket, freshMachine, freshQueue, freshTable, sqs } from '../aws/resources.ts';

/** Resources of one test's own on the emulator, and what the functions of the workflow depend on. */
export type Sandbox = {
  table: Table;
  bucket: Bucket;
  executions: Executions;
  machineArn: string;
  startsQueueUrl: string;
  fetchesQueueUrl: string;
  signalStart: StartSignal;
  sendFetch: SendFetch;
  admissionDeps: AdmissionDeps;
  startDeps: (maxInFlight?: number) => StartDeps;
};

/** @param executionSeconds how long each execution does nothing before it ends */
export async function freshSandbox(executionSeconds = 600): Promise<Sandbox> {
  const [ownTable, bucket, startsQueueUrl, fetchesQueueUrl, machineArn] = await Promise.all([
    freshTable(),
    freshBucket(),
    freshQueue(),
    freshQueue(),
    freshMachine(executionSeconds),
  ]);
  return sandboxOf({
    table: ownTable,
    bucket,
    executions: executions(machineArn),
    machineArn,
    startsQueueUrl,
    fetchesQueueUrl,
    signalStart: startSignal({ url: startsQueueUrl, sqs }),
    sendFetch: sendFetch({ url: fetchesQueueUrl, sqs }),
  });
}

/** The same sandbox, used by another process through clients that are watched. */
export function through(
  sandbox: Sandbox,
  clients: ReturnType<typeof watchedClients> = watchedClients((send) => send()),
): Sandbox {
  const { machineArn, startsQueueUrl, fetchesQueueUrl } = sandbox;
  return sandboxOf({
    table: table(sandbox.table.name, clients.dynamo),
    bucket: { name: sandbox.bucket.name, s3: clients.s3 },
    executions: executions(machineArn, clients.sfn),
    machineArn,
    startsQueueUrl,
    fetchesQueueUrl,
    signalStart: startSignal({ url: startsQueueUrl, sqs: clients.sqs }),
    sendFetch: sendFetch({ url: fetchesQueueUrl, sqs: clients.sqs }),
  });
}

function sandboxOf(resources: Omit<Sandbox, 'admissionDeps' | 'startDeps'>): Sandbox {
  const { table: ownTable, bucket, executions: runs, signalStart, sendFetch: send } = resources;
  return {
    ...resources,
    admissionDeps: {
      stack: 'test',
      table: ownTable,
      bucket,
      signalStart,
      sendFetch: send,
      publicUrl: 'https://gateway.example',
      sourceRules: { schemes: ['https'], ports: [443], allow: [], ownHosts: [] },
      waitHours: 24,
      keepDays: 90,
    },
    startDeps: (maxInFlight = 4) => ({
      table: ownTable,
      executions: runs,
      signalStart,
      maxInFlight,
      buildMinutes: 45,
      waitHours: 24,
    }),
  };
}
