import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Deployed } from './deployed.ts';

/** Who requests the builds. The token is only for HTTP; the other doors take the tenant's name. */
export type Sender = { token: string; tenant: string; run: string };

/** The shortest script that saves a file. */
const SCRIPT =
  'builder.CreateFile("docx");\nbuilder.SaveFile("docx", "smoke.docx");\nbuilder.CloseFile();\n';

/** Requests a build. @returns the correlation id of its event */
type Door = (deployed: Deployed, sender: Sender) => Promise<string>;

/** Every way to request a build, by its name. */
export const DOORS: Record<string, Door> = {
  HTTP: byHttp,
  SQS: bySqs,
  S3: byUpload,
  EventBridge: byEvent,
};

async function byHttp({ apiUrl }: Deployed, { token, run }: Sender): Promise<string> {
  const correlationId = `${run}-http`;
  const response = await fetch(`${apiUrl}/v1/builds`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ script: SCRIPT, correlationId }),
  });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return correlationId;
}

async function bySqs({ buildsQueueUrl }: Deployed, { tenant, run }: Sender): Promise<string> {
  const correlationId = `${run}-sqs`;
  const MessageBody = JSON.stringify({ tenant, script: SCRIPT, correlationId });
  await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: buildsQueueUrl, MessageBody }));
  return correlationId;
}

async function byUpload({ bucket }: Deployed, { tenant, run }: Sender): Promise<string> {
  const Key = `inbox/${tenant}/${run}.docbuilder`;
  const client = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: SCRIPT }));
  return Key;
}

async function byEvent({ busName }: Deployed, { tenant, run }: Sender): Promise<string> {
  const correlationId = `${run}-event`;
  const entry = {
    EventBusName: busName,
    Source: 'docs-gateway-smoke',
    DetailType: 'Build Requested',
    Detail: JSON.stringify({ tenant, script: SCRIPT, correlationId }),
  };
  const { FailedEntryCount } = await new EventBridgeClient({}).send(
    new PutEventsCommand({ Entries: [entry] }),
  );
  if (FailedEntryCount) throw new Error('EventBridge refused the event');
  return correlationId;
}
