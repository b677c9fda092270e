import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localClient } from './local-client.ts';

/**
 * The commands of the AWS CLI that the documentation shows, for machines without it. Unknown options
 * are refused.
 */
const COMMANDS: Record<string, (args: string[]) => Promise<unknown>> = {
  async 'sqs send-message'(args) {
    const values = options(args, 'queue-url', 'message-body');
    const message = { QueueUrl: values['queue-url'], MessageBody: values['message-body'] };
    return localClient(SQSClient).send(new SendMessageCommand(message));
  },
  async 'events put-events'(args) {
    const { entries = '' } = options(args, 'entries');
    const answer = await localClient(EventBridgeClient).send(
      new PutEventsCommand({ Entries: JSON.parse(entries) }),
    );
    if (answer.FailedEntryCount) throw new Error(JSON.stringify(answer.Entries));
  },
  async 's3 cp'([file = '', target = '', ...args]) {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(target) ?? [];
    const [name = '', value = ''] = (options(args, 'metadata').metadata ?? '').split('=');
    const Metadata = name ? { [name]: value } : {};
    const put = new PutObjectCommand({ Bucket, Key, Metadata, Body: readFileSync(file) });
    return localClient(S3Client, { forcePathStyle: true }).send(put);
  },
};

function options(args: string[], ...names: string[]) {
  const known = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  return parseArgs({ args, options: known }).values as Record<string, string | undefined>;
}

const [service, operation, ...args] = process.argv.slice(2);
const run = COMMANDS[`${service} ${operation}`];
if (!run) throw new Error(`there is no aws ${service} ${operation} here`);
await run(args);
