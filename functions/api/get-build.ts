import { answerBuild, readBuild, waitAsAsked } from '../../shared/api/builds.ts';
import { http } from '../../shared/api/http.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/rows/table.ts';

const table = tableFromEnv();
const bucket = bucketFromEnv();

/** GET /v1/builds/{id}: the build as it is now, or with `Prefer: wait` once it has ended. */
export const handler = http(async (call) => {
  const build = await readBuild(table, call);
  return answerBuild(bucket, call, await waitAsAsked(table, call, build));
});
