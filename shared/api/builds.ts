import { hasEnded } from '../build/build.ts';
import { GatewayError } from '../errors.ts';
import { ID_PATTERN } from '../ids.ts';
import { addLogFields } from '../log.ts';
import { viewBuildWithLinks } from '../storage/build-view.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { getBuild, type StoredBuild } from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';
import { waitForEnd } from '../storage/rows/wait-for-end.ts';
import { type Caller, maySee } from './caller.ts';
import type { Answer, Call } from './http.ts';

type CallerCall = Call & { caller: Caller };

/**
 * The build that the path names.
 *
 * @throws {GatewayError} NOT_FOUND when there is none that the caller may know of
 */
export async function readBuild(
  table: Table,
  { caller, params }: CallerCall,
): Promise<StoredBuild> {
  const { id = '' } = params;
  const build = ID_PATTERN.test(id) ? await getBuild(table, caller.tenant, id) : undefined;
  if (!build || !maySee(caller, build)) throw noBuild();
  return build;
}

/**
 * Keeps a repeated key from showing a build to somebody who may not see it.
 *
 * @throws {GatewayError} IDEMPOTENCY_MISMATCH: to this caller, the key belongs to someone else's request
 */
export function requireSight(caller: Caller, build: StoredBuild): void {
  if (!maySee(caller, build))
    throw new GatewayError(
      'IDEMPOTENCY_MISMATCH',
      'The idempotency key was used by another caller.',
    );
}

/** How long the caller asked with `Prefer: wait` to be held, from when the request came. */
export function holdsUntil({ waitSeconds, receivedAt }: Call): number | undefined {
  return waitSeconds === undefined ? undefined : receivedAt + waitSeconds * 1000;
}

/**
 * Holds as long as the caller asked.
 *
 * @returns the build at its end, or as it is when the time is up
 */
export async function waitAsAsked(
  table: Table,
  call: Call,
  build: StoredBuild,
): Promise<StoredBuild> {
  const until = holdsUntil(call);
  if (until === undefined || hasEnded(build.status)) return build;
  const later = await waitForEnd(table, build.tenant, build.id, until);
  if (!later) throw noBuild();
  return later;
}

/** The answer that shows one build, with fresh links; what has not ended says when to look again. */
export async function answerBuild(
  bucket: Bucket,
  { waitSeconds }: Call,
  build: StoredBuild,
): Promise<Answer & { headers: Record<string, string | undefined> }> {
  addLogFields({ buildId: build.id, buildStatus: build.status });
  return {
    headers: {
      'retry-after': hasEnded(build.status) ? undefined : String(pauseOf(build)),
      'preference-applied': waitSeconds === undefined ? undefined : `wait=${waitSeconds}`,
    },
    body: await viewBuildWithLinks(bucket, build),
  };
}

/** Seconds to wait before looking again: a tenth of the build's age, 1 to 30. */
function pauseOf({ createdAt }: StoredBuild): number {
  const ageSeconds = (Date.now() - Date.parse(createdAt)) / 1000;
  return Math.min(30, Math.max(1, Math.round(ageSeconds / 10)));
}

function noBuild(): GatewayError {
  return new GatewayError('NOT_FOUND', 'There is no such build.');
}
