import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import { queueNamed } from '../support/aws/queues.ts';
import { written } from '../support/docs/scripts.ts';
import { localClient } from '../support/local-client.ts';
import { buildChecks } from '../support/stack/build-checks.ts';
import { testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'redeliveries');
const { checkOnce } = buildChecks(gateway);
const sqs = localClient(SQSClient, gateway.aws);

test('a message that is delivered three times is one build', async () => {
  const caller = await gateway.as();
  const request = { script: written('one'), tenant: caller.tenant, id: ulid() };

  await Promise.all([1, 2, 3].map(() => gateway.send(request)));
  await gateway.endOf({ id: request.id, tenant: caller.tenant });

  await checkOnce(caller, request.id);
});

test('an event that is delivered three times is one build', async () => {
  const caller = await gateway.as();
  const correlationId = `event-${ulid()}`;
  const envelope = {
    version: '0',
    id: correlationId,
    'detail-type': 'Build Requested',
    source: 'shop',
    account: '000000000000',
    time: '2026-11-22T08:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: { script: written('one'), tenant: caller.tenant },
  };

  await Promise.all([1, 2, 3].map(() => gateway.send(envelope)));
  const build = await gateway.buildOf(caller, correlationId);

  equal(build.origin, 'event');
  await checkOnce(caller, build.id);
});

test('a request that is put on the bus three times under one id is one build', async () => {
  const caller = await gateway.as();
  const detail = { script: written('one'), tenant: caller.tenant, id: ulid() };

  await Promise.all([1, 2, 3].map(() => gateway.request(detail)));
  await gateway.endOf({ id: detail.id, tenant: caller.tenant });

  await checkOnce(caller, detail.id);
});

test('an upload that S3 announces three times is one build', async () => {
  const caller = await gateway.as();
  const key = `inbox/${caller.tenant}/once.docbuilder`;
  const versionId = await gateway.put(key, written('one'));
  const object = await gateway.s3.send(
    new HeadObjectCommand({ Bucket: gateway.outputs.bucket, Key: key }),
  );
  const record = {
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    eventTime: object.LastModified?.toISOString(),
    s3: {
      bucket: { name: gateway.outputs.bucket },
      object: { key, size: object.ContentLength, versionId },
    },
  };
  const QueueUrl = await queueNamed(sqs, 'QueuesUploads');
  const MessageBody = JSON.stringify({ Records: [record] });

  for (const _ of [2, 3]) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const build = await gateway.buildOf(caller, key);

  await checkOnce(caller, build.id);
});

testEnds(gateway);
