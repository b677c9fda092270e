import { S3Client } from '@aws-sdk/client-s3';
import { readBuild } from '../../shared/api/builds.ts';
import { readFile } from '../../shared/api/files.ts';
import { http } from '../../shared/api/http.ts';
import { parseFileQuery } from '../../shared/api/queries.ts';
import { TRANSFERS } from '../../shared/aws.ts';
import { env } from '../../shared/env.ts';
import { LINK_SECONDS } from '../../shared/storage/build-view.ts';
import { presignedLink } from '../../shared/storage/objects/link.ts';
import { table } from '../../shared/storage/rows/table.ts';

const builds = table(env('TABLE_NAME'));
const s3 = new S3Client({ requestHandler: TRANSFERS });

/** GET /v1/builds/{id}/files/{name}: sends the caller on to a fresh link of one file. */
export const handler = http(async (call) => {
  const { disposition } = parseFileQuery(call.query);
  const file = await readFile(s3, await readBuild(builds, call), call.params.name ?? '');
  const location = await presignedLink(s3, file, { expiresInSeconds: LINK_SECONDS, disposition });
  return { status: 302, headers: { location } };
});
