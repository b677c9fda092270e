import type { SQSRecord } from 'aws-lambda';
import { correlationIdIn } from '../build/metadata.ts';
import { parseQueuedBuildRequest } from '../build/request.ts';
import { BUILD_REQUESTED } from '../events/request-types.ts';
import { idOfSource } from '../ids.ts';
import { addLogFields } from '../log.ts';
import { abandoned, isAbandoned } from '../sqs.ts';
import { getRow } from '../storage/rows/builds.ts';
import type { AdmissionDeps } from '../workflow/admission/admission-deps.ts';
import { admit } from '../workflow/admission/admit.ts';
import { orRefuse, type RefusalDeps } from './refusal.ts';
import { type QueuedRequest, readRequest } from './requests.ts';

/** Admits the build that a message requests, once for each message and each id. */
export async function acceptBuild(
  deps: AdmissionDeps,
  refusalDeps: RefusalDeps,
  record: SQSRecord,
): Promise<void> {
  const request = await readRequest(refusalDeps, 'builds', record, BUILD_REQUESTED);
  if (!request) return;
  const sender = { ...request.sender, ...correlationIdIn(request.input) };
  await orRefuse(refusalDeps, 'builds', record, sender, () =>
    admitBuild(deps, request, isAbandoned('builds', record)),
  );
}

/** @param isDead whether the function died at the last delivery; it may have admitted the build before */
async function admitBuild(
  deps: AdmissionDeps,
  { input, sender }: QueuedRequest,
  isDead: boolean,
): Promise<void> {
  const { id, tenant, ...request } = parseQueuedBuildRequest(input);
  const { origin, correlationId, time, sourceId } = sender;
  const buildId = id ?? idOfSource(time, origin, tenant, sourceId);
  addLogFields({ tenant, build: buildId });
  if (isDead) {
    if (await getRow(deps.table, tenant, buildId)) return;
    throw abandoned('builds');
  }
  await admit(deps, request, { tenant, origin, correlationId, id: buildId });
}
