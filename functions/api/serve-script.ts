import { redirectTo } from '../../shared/api/answer.ts';
import { linkMethodOf } from '../../shared/api/call.ts';
import { readBuildOfCapability, requireDocs } from '../../shared/api/capability.ts';
import { openHttp } from '../../shared/api/http.ts';
import { emptyDocument, findInput, findScript, noteRead } from '../../shared/api/staged.ts';
import { env } from '../../shared/env.ts';
import { logError } from '../../shared/log.ts';
import { secretFromEnv } from '../../shared/secret.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { presignedLink } from '../../shared/storage/objects/link.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';

const table = tableFromEnv();
const bucket = bucketFromEnv();
const outbox = secretFromEnv('OUTBOX_SECRET_NAME');
const tokenHeader = env('DOCS_TOKEN_HEADER');

/** Long enough to begin a download. */
const LINK_SECONDS = 5 * 60;

/**
 * GET /v1/scripts/… and /v1/inputs/…: redirects Docs to a script or an input of a build. Docs signs its
 * request for a script. The builder engine requests the inputs and does not sign.
 */
export const handler = openHttp(async (call) => {
  const build = await readBuildOfCapability(table, call.params);
  const { name } = call.params;
  if (name === undefined) await requireDocs(outbox, tokenHeader, call);
  const empty = name === undefined ? undefined : emptyDocument(build, name);
  if (empty) return empty;
  const object = name === undefined ? findScript(build) : await findInput(bucket, build, name);
  if (name !== undefined && linkMethodOf(call) === 'GET')
    await noteRead(table, bucket, build, object).catch(logError);
  const where = { bucket: bucket.name, ...object };
  const options = { expiresInSeconds: LINK_SECONDS, method: linkMethodOf(call) };
  return redirectTo(await presignedLink(bucket.s3, where, options));
});
