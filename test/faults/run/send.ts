import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { queueNamed } from '../../support/aws/queues.ts';
import { deadBuilds } from './redrive.ts';
import type { Seed } from './seed-context.ts';

/** Sends to the builds queue, or to its dead-letter queue while a fault makes messages end there. */
export async function sendBuild(seed: Seed, message: object): Promise<void> {
  const { diverted } = seed;
  if (!diverted) {
    await sendMessage(seed, message, seed.harness.outputs.buildsQueueUrl);
    return;
  }
  const sent = deadBuilds(seed).then((queue) => sendMessage(seed, message, queue));
  diverted.push(sent);
  await sent;
}

/** @returns the message's id */
export async function sendMessage(
  { harness: { sqs } }: Seed,
  message: object,
  QueueUrl: string,
): Promise<string> {
  const { MessageId = '' } = await sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }),
  );
  return MessageId;
}

/** Puts a request on the bus. @returns the event's id */
export async function sendEvent(
  { harness: { bridge, outputs } }: Seed,
  detail: object,
  DetailType = 'Build Requested',
): Promise<string> {
  const entry = { EventBusName: outputs.busName, Source: 'shop', DetailType };
  const { Entries = [] } = await bridge.send(
    new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }),
  );
  return Entries[0]?.EventId ?? '';
}

/** Uploads once. S3 reports the upload `reports` times, as it may. */
export async function sendUpload(
  { harness: { s3, sqs, outputs } }: Seed,
  { key: Key, body, metadata }: { key: string; body: string; metadata: Record<string, string> },
  reports: number,
): Promise<void> {
  const object = { Bucket: outputs.bucket, Key };
  const { VersionId } = await s3.send(
    new PutObjectCommand({ ...object, Body: body, Metadata: metadata }),
  );
  if (reports === 1) return;
  const { LastModified, ContentLength } = await s3.send(new HeadObjectCommand(object));
  const record = {
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    eventTime: LastModified?.toISOString(),
    s3: {
      bucket: { name: outputs.bucket },
      object: {
        key: encodeURIComponent(Key).replaceAll('%2F', '/'),
        size: ContentLength,
        versionId: VersionId,
      },
    },
  };
  const QueueUrl = await queueNamed(sqs, 'QueuesUploads');
  const MessageBody = JSON.stringify({ Records: [record] });
  for (let n = 1; n < reports; n++)
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
