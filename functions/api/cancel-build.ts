import { S3Client } from '@aws-sdk/client-s3';
import { answerBuild, readBuild } from '../../shared/api/builds.ts';
import { http } from '../../shared/api/http.ts';
import { buildLink } from '../../shared/api/links.ts';
import { TRANSFERS } from '../../shared/aws.ts';
import { env } from '../../shared/env.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { cancelBuild } from '../../shared/workflow/cancel.ts';

const builds = table(env('TABLE_NAME'));
const s3 = new S3Client({ requestHandler: TRANSFERS });

/** POST /v1/builds/{id}/cancel: ends a build before Docs does. */
export const handler = http(async (call) => {
  const build = await cancelBuild(builds, await readBuild(builds, call));
  const { body } = await answerBuild(s3, call, build);
  return { status: 202, headers: { location: buildLink(build.id) }, body };
});
