import { readDocument } from '../../shared/api/documents.ts';
import { http } from '../../shared/api/http.ts';
import { viewDocument } from '../../shared/documents/document-view.ts';
import { env } from '../../shared/env.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';

const bucket = bucketFromEnv();
const keyPrefix = env('KEY_PREFIX');

/** GET /v1/documents/{key}: the newest save of a document. */
export const handler = http(async (call) => {
  const latest = await readDocument(bucket, keyPrefix, call);
  return { body: await viewDocument(bucket, call.caller.tenant, latest) };
});
