import { readBuild } from '../../shared/api/builds.ts';
import { readFile } from '../../shared/api/files.ts';
import { http } from '../../shared/api/http.ts';
import { linksTo } from '../../shared/storage/file-links.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';

const table = tableFromEnv();
const bucket = bucketFromEnv();

/** GET /v1/builds/{id}/files/{name}/link: new links of one file, for callers that cannot follow a redirect. */
export const handler = http(async (call) => {
  const { files } = await readBuild(table, call);
  return { body: await linksTo(bucket.s3, await readFile(bucket, files, call.params.name)) };
});
