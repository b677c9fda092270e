import { docsFromEnv } from '../../shared/docs/client.ts';
import { env, envNumber } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { type AskInput, askDocs } from '../../shared/workflow/ask-docs.ts';
import { startSignalFromEnv } from '../../shared/workflow/starting/start-signal.ts';

const deps = {
  docs: docsFromEnv(),
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  signalStart: startSignalFromEnv(),
  publicUrl: env('PUBLIC_URL'),
  maxFileBytes: envNumber('MAX_FILE_BYTES'),
  diagnoses: env('DIAGNOSES') === 'true',
};

/** Step "Ask Docs": asks Docs for the state of the build. Copies few and small files and ends the build. */
export const handler = invocation('ask-docs', (input: AskInput) => askDocs(deps, input));
