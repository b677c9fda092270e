import { readDocument } from '../../shared/api/documents.ts';
import { readFile } from '../../shared/api/files.ts';
import { http } from '../../shared/api/http.ts';
import { filesOf } from '../../shared/documents/document-view.ts';
import { env } from '../../shared/env.ts';
import { linksTo } from '../../shared/storage/file-links.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';

const bucket = bucketFromEnv();
const keyPrefix = env('KEY_PREFIX');

/** GET /v1/documents/{key}/files/{name}/link: new links of one file of the newest save. */
export const handler = http(async (call) => {
  const files = filesOf(await readDocument(bucket, keyPrefix, call));
  return { body: await linksTo(bucket.s3, await readFile(bucket, files, call.params.name)) };
});
