import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import { type Table, table } from '../../../shared/storage/table/table.ts';
import {
  INDEX_ATTRIBUTES,
  INDEX_SORT_KEY,
  INDEXES,
  TABLE,
} from '../../../shared/storage/table/table-schema.ts';
import { localClient, localEndpoint } from '../local-client.ts';

/** The emulator that the test run started; its address and keys are in the environment. */
export const sqs = localClient(SQSClient);
export const sfn = localClient(SFNClient);
const eventBridge = localClient(EventBridgeClient);

const named = (thing: string) => `${thing}-${randomUUID().slice(0, 13)}`;

const index = (name: string, partition: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: INDEX_SORT_KEY, KeyType: 'RANGE' as const },
  ],
  Projection: {
    ProjectionType: 'INCLUDE' as const,
    NonKeyAttributes: INDEX_ATTRIBUTES,
  },
});

const SCHEMA: Omit<CreateTableCommandInput, 'TableName'> = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    TABLE.partitionKey,
    TABLE.sortKey,
    INDEX_SORT_KEY,
    ...Object.values(INDEXES),
  ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: TABLE.partitionKey, KeyType: 'HASH' },
    { AttributeName: TABLE.sortKey, KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: Object.entries(INDEXES).map(([name, key]) => index(name, key)),
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

/** Creates a table with the schema that the stack uses. */
export async function freshTable(): Promise<Table> {
  const TableName = named('table');
  await localClient(DynamoDBClient).send(new CreateTableCommand({ TableName, ...SCHEMA }));
  return table(TableName);
}

/** Every item of a table. */
export async function itemsOf({ name, client }: Table): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: name, ConsistentRead: true }),
  );
  return Items;
}

export async function freshBucket(): Promise<Bucket> {
  const s3 = localClient(S3Client);
  const name = named('bucket');
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: name,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  return { name, s3 };
}

/** @returns its URL */
export async function freshQueue(): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: named('queue') }));
  return QueueUrl;
}

/** Waits until a queue has this number of messages, and returns them. */
export async function messagesIn(QueueUrl: string, atLeast: number): Promise<Message[]> {
  const found: Message[] = [];
  const deadline = Date.now() + 25_000; // after 30 s the queue delivers a message again
  do {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: found.length < atLeast ? 1 : 0,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    found.push(...Messages);
    if (Messages.length === 0 && found.length >= atLeast) return found;
  } while (Date.now() < deadline);
  return found;
}

/** Creates a bus with a queue that receives its events. */
export async function freshBus(): Promise<{ name: string; queueUrl: string }> {
  const name = named('bus');
  const queueUrl = await freshQueue();
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  await eventBridge.send(new CreateEventBusCommand({ Name: name }));
  const pattern = JSON.stringify({ source: [{ prefix: '' }] });
  await eventBridge.send(
    new PutRuleCommand({ Name: 'all', EventBusName: name, EventPattern: pattern }),
  );
  const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn }];
  await eventBridge.send(new PutTargetsCommand({ Rule: 'all', EventBusName: name, Targets }));
  return { name, queueUrl };
}

/** @returns its ARN. Uses no client, because the project has none for IAM; the emulator does not check the signature. */
async function freshRole(): Promise<string> {
  const RoleName = named('role');
  const scope = '20260101/us-east-1/iam/aws4_request';
  const body = new URLSearchParams({
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName,
    AssumeRolePolicyDocument: '{}',
  });
  const answer = await fetch(localEndpoint(), {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=0`,
    },
    body,
  });
  if (!answer.ok) throw new Error(await answer.text());
  return `arn:aws:iam::000000000000:role/${RoleName}`;
}

/** Creates a state machine whose executions wait for some seconds and end. @returns its ARN */
export async function freshMachine(seconds: number): Promise<string> {
  const definition = {
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: seconds, End: true } },
  };
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({
      name: named('machine'),
      definition: JSON.stringify(definition),
      roleArn: await freshRole(),
    }),
  );
  return stateMachineArn;
}
