import { answerBuild, readBuild, waitAsAsked } from '../../shared/api/builds.ts';
import { holdsFromEnv } from '../../shared/api/hold.ts';
import { http } from '../../shared/api/http.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';

const holds = holdsFromEnv();
const bucket = bucketFromEnv();

/** GET /v1/builds/{id}: the build as it is now, or with `Prefer: wait` once it has ended. */
export const handler = http(async (call) => {
  const build = await readBuild(holds.table, call);
  return answerBuild(bucket, await waitAsAsked(holds, call, build), call.caller);
});
