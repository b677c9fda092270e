import { docsFromEnv } from '../../shared/docs/client.ts';
import { envNumber } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { type CopyInput, copyOrExplain } from '../../shared/workflow/copying/copy-results.ts';

const deps = {
  docs: docsFromEnv(),
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  maxFileBytes: envNumber('MAX_FILE_BYTES'),
};

/** Step "Copy results", once per file: copies the file from a new link of Docs into the bucket. */
export const handler = invocation('copy-result', (input: CopyInput) => copyOrExplain(deps, input));
