import { randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { getItem } from '../../../shared/storage/table/items.ts';
import { transact } from '../../../shared/storage/table/transaction.ts';
import { localClient } from '../../support/local-client.ts';
import { median } from '../report/statistics.ts';
import { emulatorRest, roleArn } from '../world/emulator-rest.ts';
import type { World } from '../world/world.ts';
import type { Progress } from './progress.ts';

/** What the emulator takes for one call, and how many such calls a short build waits for. */
export type EmulatorCall = { name: string; ms: number; perBuild: number };

type Measured = { name: string; perBuild: number; run: () => Promise<number> };

/** Measures the calls to the emulator that a short build waits for, one after the other. */
export async function measureEmulator(
  world: World,
  times: number,
  progress: Progress,
): Promise<EmulatorCall[]> {
  const machine = await openMachine(world);
  const queue = await openQueue(world);
  try {
    const calls: Measured[] = [...storageCalls(world), queue.delivery, machine.start, api(world)];
    const results: EmulatorCall[] = [];
    for (const [index, { name, perBuild, run }] of calls.entries()) {
      await run();
      const all: number[] = [];
      for (let n = 0; n < times; n++) all.push(await run());
      results.push({ name, perBuild, ms: median(all) });
      progress((index + 1) / calls.length);
    }
    return results;
  } finally {
    await queue.close();
    await machine.close();
  }
}

/** The part of a short build's time that the emulator takes. */
export function emulatorShare(calls: EmulatorCall[]): number {
  return calls.reduce((sum, { ms, perBuild }) => sum + ms * perBuild, 0);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

function api({ outputs, beacon }: World): Measured {
  const headers = { authorization: `Bearer ${outputs.token}` };
  const call = async () => {
    const response = await fetch(outputs.awsEndpoint + beacon.apiPath, { headers });
    return response.text();
  };
  return { name: 'HTTP API, function that does nothing', perBuild: 1, run: () => timed(call) };
}

function storageCalls({ rows, store, name }: World): Measured[] {
  const key = { pk: name, sk: name };
  const object = { Bucket: store.bucket, Key: `bench/${name}` };
  const three = () =>
    ['a', 'b', 'c'].map((sk) => ({ put: { pk: name, sk: `${sk}-${randomUUID()}` } }));
  return [
    { name: 'S3, put', perBuild: 2, run: () => timed(() => put(store, object)) },
    {
      name: 'DynamoDB, transaction of three',
      perBuild: 3,
      run: () => timed(() => transact(rows, three())),
    },
    {
      name: 'DynamoDB, read or single write',
      perBuild: 6,
      run: () => timed(() => getItem(rows, key)),
    },
  ];
}

const put = ({ s3 }: World['store'], object: { Bucket: string; Key: string }) =>
  s3.send(new PutObjectCommand({ ...object, Body: Buffer.alloc(10_000) }));

/** From a message to the start of the function that reads its queue. */
async function openQueue({ outputs, beacon, name }: World) {
  const sqs = localClient(SQSClient);
  const rest = emulatorRest(outputs.awsEndpoint);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const path = '/2015-03-31/event-source-mappings/';
  const { UUID } = await rest.send<{ UUID: string }>('lambda', 'POST', path, {
    EventSourceArn: Attributes?.QueueArn,
    FunctionName: beacon.functionArn,
    BatchSize: 1,
  });
  const send = () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  return {
    delivery: {
      name: 'SQS, from sending to the start of the function',
      perBuild: 1,
      run: () => beacon.millisecondsToStart(send),
    },
    async close(): Promise<void> {
      await rest.send('lambda', 'DELETE', path + UUID);
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}

/** From `StartExecution` to the start of the function of the first state. */
async function openMachine({ beacon, name }: World) {
  const sfn = localClient(SFNClient);
  const States = { Call: { Type: 'Task', Resource: beacon.functionArn, End: true } };
  const definition = JSON.stringify({ StartAt: 'Call', States });
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: `${name}-emulator`, definition, roleArn: roleArn(name) }),
  );
  const start = () => sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  return {
    start: {
      name: 'Step Functions, from the call to the start of the first function',
      perBuild: 1,
      run: () => beacon.millisecondsToStart(start),
    },
    close: () => sfn.send(new DeleteStateMachineCommand({ stateMachineArn })),
  };
}
