import { S3Client } from '@aws-sdk/client-s3';
import { TRANSFERS } from '../../shared/aws.ts';
import { docsFromEnv } from '../../shared/docs/client.ts';
import { env, envNumber } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { type CopyInput, copyOrExplain } from '../../shared/workflow/copy-results.ts';

const copying = {
  docs: docsFromEnv(),
  table: table(env('TABLE_NAME')),
  bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) },
  maxFileBytes: envNumber('MAX_FILE_BYTES'),
};

/** Step "Copy results", once per file: a fresh link of Docs → an S3 object. */
export const handler = invocation('copy-result', (input: CopyInput) =>
  copyOrExplain(copying, input),
);
