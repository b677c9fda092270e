import { S3Client } from '@aws-sdk/client-s3';
import { answerBuild, holdForEnd, readBuild } from '../../shared/api/builds.ts';
import { http } from '../../shared/api/http.ts';
import { TRANSFERS } from '../../shared/aws.ts';
import { env } from '../../shared/env.ts';
import { table } from '../../shared/storage/rows/table.ts';

const builds = table(env('TABLE_NAME'));
const s3 = new S3Client({ requestHandler: TRANSFERS });

/** GET /v1/builds/{id}: the build as it is now, or at its end when asked to wait. */
export const handler = http(async (call) => {
  const build = await readBuild(builds, call);
  return answerBuild(s3, call, await holdForEnd(builds, call, build));
});
