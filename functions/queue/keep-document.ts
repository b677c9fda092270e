import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SHORT_CALLS, TRANSFERS } from '../../shared/aws.ts';
import { docsFilesFromEnv } from '../../shared/docs/client.ts';
import { keepDocument } from '../../shared/documents/keep-document.ts';
import { env, envNumber } from '../../shared/env.ts';
import { eventBus } from '../../shared/events/events.ts';
import { batch } from '../../shared/queue/batch.ts';
import { visibility } from '../../shared/queue/visibility.ts';
import { table } from '../../shared/storage/rows/table.ts';

const keeping = {
  docs: docsFilesFromEnv(),
  table: table(env('TABLE_NAME')),
  bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) },
  bus: eventBus(env('BUS_NAME')),
  maxFileBytes: envNumber('MAX_FILE_BYTES'),
  keepDays: envNumber('KEEP_DAYS'),
};
const hide = visibility(env('QUEUE_URL'), new SQSClient({ requestHandler: SHORT_CALLS }));

/** Callbacks queue: what Docs saved is copied, made the newest, told of and recorded. */
export const handler = batch('keep-document', (record) => keepDocument(keeping, record), hide);
