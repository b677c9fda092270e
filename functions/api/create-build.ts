import { JSON_BODY, readBody } from '../../shared/api/body/body.ts';
import { FORM_BODY } from '../../shared/api/body/multipart-form.ts';
import { answerAccepted, requireReplayAllowed, waitAsAsked } from '../../shared/api/builds.ts';
import { requireScope } from '../../shared/api/caller.ts';
import { holdsFromEnv } from '../../shared/api/hold.ts';
import { http } from '../../shared/api/http.ts';
import { neededScopes, parseBuildRequest } from '../../shared/build/request.ts';
import { envNumber } from '../../shared/env.ts';
import { admissionDepsFromEnv } from '../../shared/workflow/admission/admission-deps.ts';
import { admit } from '../../shared/workflow/admission/admit.ts';
import { warmUp } from '../../shared/workflow/admission/warm-up.ts';
import { canStartUntil } from '../../shared/workflow/starting/start-estimate.ts';

const deps = admissionDepsFromEnv();
const holds = holdsFromEnv();
const room = { table: deps.table, maxInFlight: envNumber('MAX_IN_FLIGHT') };
await warmUp(deps);

/** POST /v1/builds: accepts a build, or returns the one that has the same idempotency key. */
export const handler = http(async (call) => {
  const { caller, idempotencyKey } = call;
  const request = parseBuildRequest(await readBody(call, [JSON_BODY, FORM_BODY]));
  for (const { scope, what } of neededScopes(request)) requireScope(caller, scope, what);

  const { build, replayed } = await admit(deps, request, {
    tenant: caller.tenant,
    origin: 'http',
    subject: caller.subject,
    correlationId: call.correlationId ?? call.requestId,
    idempotencyKey,
  });
  if (replayed) requireReplayAllowed(caller, build);
  const waited = await waitAsAsked(holds, call, build, (until) =>
    canStartUntil(room, build, until),
  );
  return answerAccepted(deps.bucket, waited, caller, replayed);
});
