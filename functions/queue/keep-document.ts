import { docsFilesFromEnv } from '../../shared/docs/client.ts';
import { keepDocument } from '../../shared/documents/keep-document.ts';
import { envNumber } from '../../shared/env.ts';
import { busFromEnv } from '../../shared/events/bus.ts';
import { batch } from '../../shared/queue/batch.ts';
import { visibilityFromEnv } from '../../shared/queue/visibility.ts';
import { queueFromEnv } from '../../shared/sqs.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';

const deps = {
  docs: docsFilesFromEnv(),
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  bus: busFromEnv(),
  deadLetters: queueFromEnv('DEAD_LETTER_QUEUE_URL'),
  maxFileBytes: envNumber('MAX_FILE_BYTES'),
  keepDays: envNumber('KEEP_DAYS'),
};

/** Callbacks queue: copies the files of a save into the bucket, publishes its event and records it. */
export const handler = batch(
  'keep-document',
  (record) => keepDocument(deps, record),
  visibilityFromEnv(),
);
