import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SHORT_CALLS, TRANSFERS } from '../aws.ts';
import { env, envNumber } from '../env.ts';
import { parseSourceRules, type SourceRules } from '../sources/fetch-source.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { type Table, table } from '../storage/rows/table.ts';

/** What a door needs to let a build in. */
export type AdmissionDeps = {
  stack: string;
  table: Table;
  bucket: Bucket;
  ring: Bell;
  publicUrl: string;
  sourceRules: SourceRules;
  /** Hours a build may take, its waiting included. */
  waitHours: number;
  /** Days that its row is kept. */
  keepDays: number;
};

/** Wakes `start-build`. A ring that is lost costs a minute, never a build. */
export type Bell = () => Promise<void>;

/** Reads the environment once, at cold start. */
export function admissionDepsFromEnv(): AdmissionDeps {
  return {
    stack: env('STACK_NAME'),
    table: table(env('TABLE_NAME')),
    bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) },
    ring: bell(env('STARTS_QUEUE_URL')),
    publicUrl: env('PUBLIC_URL'),
    sourceRules: parseSourceRules(env('SOURCE_RULES')),
    waitHours: envNumber('WAIT_HOURS'),
    keepDays: envNumber('KEEP_DAYS'),
  };
}

export function bell(queueUrl: string, sqs = new SQSClient({ requestHandler: SHORT_CALLS })): Bell {
  return async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{}' }));
  };
}
