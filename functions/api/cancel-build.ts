import { answerBuild, readBuild } from '../../shared/api/builds.ts';
import { http } from '../../shared/api/http.ts';
import { buildLink } from '../../shared/api/links.ts';
import { STATUS } from '../../shared/http-statuses.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { cancelBuild } from '../../shared/workflow/cancel.ts';
import { startSignalFromEnv } from '../../shared/workflow/starting/start-signal.ts';

const bucket = bucketFromEnv();
const deps = { table: tableFromEnv(), signalStart: startSignalFromEnv() };

/** POST /v1/builds/{id}/cancel: cancels a build that Docs has not answered. */
export const handler = http(async (call) => {
  const build = await cancelBuild(deps, await readBuild(deps.table, call));
  const { body } = await answerBuild(bucket, { build }, call.caller);
  return { status: STATUS.accepted, headers: { location: buildLink(build.id) }, body };
});
