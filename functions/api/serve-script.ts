import { S3Client } from '@aws-sdk/client-s3';
import { readBuildOfCapability, requireDocs } from '../../shared/api/capability.ts';
import { openHttp } from '../../shared/api/http.ts';
import { findInput, findScript } from '../../shared/api/staged.ts';
import { TRANSFERS } from '../../shared/aws.ts';
import { env } from '../../shared/env.ts';
import { secretReader } from '../../shared/secret.ts';
import { presignedLink } from '../../shared/storage/objects/link.ts';
import { table } from '../../shared/storage/rows/table.ts';

const builds = table(env('TABLE_NAME'));
const bucket = { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) };
const outbox = secretReader(env('OUTBOX_SECRET_NAME'));
const tokenHeader = env('DOCS_TOKEN_HEADER');

/** Long enough to begin a download. */
const LINK_SECONDS = 5 * 60;

/**
 * GET /v1/scripts/… and /v1/inputs/…: sends Docs on to what it needs for a build. Docs signs its
 * download of a script; its engine, which reads inputs, signs nothing.
 */
export const handler = openHttp(async (call) => {
  const build = await readBuildOfCapability(builds, call.params);
  const { name } = call.params;
  if (name === undefined) await requireDocs(outbox, tokenHeader, call);
  const object = name === undefined ? findScript(build) : await findInput(bucket, build, name);
  const where = { bucket: bucket.name, ...object };
  const location = await presignedLink(bucket.s3, where, { expiresInSeconds: LINK_SECONDS });
  return { status: 302, headers: { location } };
});
