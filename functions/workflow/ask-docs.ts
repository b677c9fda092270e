import { S3Client } from '@aws-sdk/client-s3';
import { TRANSFERS } from '../../shared/aws.ts';
import { docsFromEnv } from '../../shared/docs/client.ts';
import { env, envNumber } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { bell } from '../../shared/workflow/admission-deps.ts';
import { type AskInput, askDocs } from '../../shared/workflow/ask-docs.ts';

const deps = {
  docs: docsFromEnv(),
  table: table(env('TABLE_NAME')),
  bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) },
  ring: bell(env('STARTS_QUEUE_URL')),
  publicUrl: env('PUBLIC_URL'),
  maxFileBytes: envNumber('MAX_FILE_BYTES'),
};

/** Step "Ask Docs": asks how the build goes, and ends it here where that is quick. */
export const handler = invocation('ask-docs', (input: AskInput) => askDocs(deps, input));
