import { S3Client } from '@aws-sdk/client-s3';
import { SHORT_CALLS } from '../../shared/aws.ts';
import { env } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { type EndInput, recordEnd } from '../../shared/workflow/record-end.ts';

const recording = {
  table: table(env('TABLE_NAME')),
  bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: SHORT_CALLS }) },
};

/** Steps "Record" and "Record failure": the build's end, unless it has one. */
export const handler = invocation('record-end', (input: EndInput) => recordEnd(recording, input));
