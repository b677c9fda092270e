import type { SQSRecord } from 'aws-lambda';
import { parseQueuedBuildRequest } from '../build/request.ts';
import { BUILD_REQUESTED } from '../events/request-types.ts';
import { idOfSource } from '../ids.ts';
import { addLogFields } from '../log.ts';
import type { AdmissionDeps } from '../workflow/admission/admission-deps.ts';
import { admit } from '../workflow/admission/admit.ts';
import { readMessage } from './messages.ts';
import { type Claim, namesIn, orRefuse, type Refuser } from './refusal.ts';

/** Lets in the build that a message asks for; the same message, or id, never makes a second one. */
export async function acceptBuild(
  deps: AdmissionDeps,
  refuser: Refuser,
  record: SQSRecord,
): Promise<void> {
  const { body, ...source } = readMessage(record, BUILD_REQUESTED);
  const claim: Claim = source;
  await orRefuse(refuser, 'builds', record, claim, async () => {
    const input = body();
    Object.assign(claim, namesIn(input));
    const { id, tenant, ...request } = parseQueuedBuildRequest(input);
    const { build } = await admit(deps, request, {
      tenant,
      origin: source.origin,
      correlationId: source.correlationId,
      id: id ?? idOfSource(source.time, source.origin, tenant, source.sourceId),
    });
    addLogFields({ tenant, build: build.id });
  });
}
