import { redirectTo } from '../../shared/api/answer.ts';
import { readBuild } from '../../shared/api/builds.ts';
import { linkMethodOf } from '../../shared/api/call.ts';
import { readFile } from '../../shared/api/files.ts';
import { http } from '../../shared/api/http.ts';
import { parseFileQuery } from '../../shared/api/queries.ts';
import { linkTo } from '../../shared/storage/file-links.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';

const table = tableFromEnv();
const bucket = bucketFromEnv();

/** GET, HEAD /v1/builds/{id}/files/{name}: redirects to a new presigned link of one file. */
export const handler = http(async (call) => {
  const { disposition } = parseFileQuery(call.query);
  const { files } = await readBuild(table, call);
  const file = await readFile(bucket, files, call.params.name);
  return redirectTo(await linkTo(bucket.s3, file, { disposition, method: linkMethodOf(call) }));
});
