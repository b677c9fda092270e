import { S3Client } from '@aws-sdk/client-s3';
import { readBuild } from '../../shared/api/builds.ts';
import { http } from '../../shared/api/http.ts';
import { TRANSFERS } from '../../shared/aws.ts';
import { env } from '../../shared/env.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { eraseBuild } from '../../shared/workflow/erase.ts';

const builds = table(env('TABLE_NAME'));
const bucket = { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) };

/** DELETE /v1/builds/{id}: erases a build that has ended, with its files. */
export const handler = http(async (call) => {
  await eraseBuild({ table: builds, bucket }, await readBuild(builds, call));
  return { status: 204 };
});
