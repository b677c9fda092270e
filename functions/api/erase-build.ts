import { readBuild } from '../../shared/api/builds.ts';
import { http } from '../../shared/api/http.ts';
import { STATUS } from '../../shared/http-statuses.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { eraseBuild } from '../../shared/workflow/erase.ts';

const deps = { table: tableFromEnv(), bucket: bucketFromEnv() };

/** DELETE /v1/builds/{id}: erases a build that has ended, with its files. */
export const handler = http(async (call) => {
  await eraseBuild(deps, await readBuild(deps.table, call));
  return { status: STATUS.noContent };
});
