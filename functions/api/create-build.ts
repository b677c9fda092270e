import { JSON_BODY, readBody } from '../../shared/api/body.ts';
import { answerBuild, holdsUntil, requireSight, waitAsAsked } from '../../shared/api/builds.ts';
import { requireScope } from '../../shared/api/caller.ts';
import { http } from '../../shared/api/http.ts';
import { buildLink } from '../../shared/api/links.ts';
import { FORM_BODY } from '../../shared/api/multipart.ts';
import { hasEnded } from '../../shared/build/build.ts';
import { bringsScript, parseBuildRequest } from '../../shared/build/request.ts';
import { firstStatusOf, rememberAnswer } from '../../shared/storage/rows/idempotency-keys.ts';
import { admissionDepsFromEnv } from '../../shared/workflow/admission-deps.ts';
import { admit } from '../../shared/workflow/admit.ts';

const deps = admissionDepsFromEnv();

/** POST /v1/builds: accepts a build and answers 202 with it, or 200 once it has ended. */
export const handler = http(async (call) => {
  const { caller, idempotencyKey } = call;
  const request = parseBuildRequest(await readBody(call, [JSON_BODY, FORM_BODY]));
  if (bringsScript(request))
    requireScope(caller, 'scripts:run', 'A script, a url or an input from a URL');

  const admission = await admit(deps, request, {
    tenant: caller.tenant,
    origin: 'http',
    subject: caller.subject,
    correlationId: call.correlationId ?? call.requestId,
    idempotencyKey,
    heldUntil: holdsUntil(call),
  });
  if (admission.replayed) requireSight(caller, admission.build);

  const build = await waitAsAsked(deps.table, call, admission.build);
  const own = hasEnded(build.status) ? 200 : 202;
  if (own === 200 && !admission.replayed) await rememberAnswer(deps.table, build, own);
  const status = admission.replayed ? await firstStatusOf(deps.table, build) : own;

  const { headers, body } = await answerBuild(deps.bucket, call, build);
  const replayed = admission.replayed ? 'true' : undefined;
  return {
    status,
    headers: { ...headers, location: buildLink(build.id), 'idempotent-replayed': replayed },
    body,
  };
});
