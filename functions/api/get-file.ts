import { redirectTo } from '../../shared/api/answer.ts';
import { readBuild } from '../../shared/api/builds.ts';
import { linkMethodOf } from '../../shared/api/call.ts';
import { readFile } from '../../shared/api/files.ts';
import { http } from '../../shared/api/http.ts';
import { parseFileQuery } from '../../shared/api/queries.ts';
import { LINK_SECONDS } from '../../shared/storage/build-view.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { presignedLink } from '../../shared/storage/objects/link.ts';
import { tableFromEnv } from '../../shared/storage/rows/table.ts';

const table = tableFromEnv();
const bucket = bucketFromEnv();

/** GET, HEAD /v1/builds/{id}/files/{name}: redirects to a new presigned link of one file. */
export const handler = http(async (call) => {
  const { disposition } = parseFileQuery(call.query);
  const file = await readFile(bucket, await readBuild(table, call), call.params.name ?? '');
  const method = linkMethodOf(call);
  const options = { expiresInSeconds: LINK_SECONDS, disposition, method };
  return redirectTo(await presignedLink(bucket.s3, file, options));
});
