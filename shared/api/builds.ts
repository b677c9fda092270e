import { hasEnded } from '../build/build.ts';
import { GatewayError } from '../errors.ts';
import { STATUS } from '../http-statuses.ts';
import { ID_PATTERN } from '../ids.ts';
import { addLogFields } from '../log.ts';
import { viewBuildWithLinks } from '../storage/build-view.ts';
import type { Bucket } from '../storage/objects/bucket.ts';
import { getBuild, type StoredBuild } from '../storage/rows/builds.ts';
import { waitForEnd } from '../storage/rows/wait-for-end.ts';
import type { Table } from '../storage/table/table.ts';
import type { Answer } from './answer.ts';
import type { Call } from './call.ts';
import { type Caller, maySee, maySeeScript } from './caller.ts';
import { type Holds, whileHeld } from './hold.ts';
import { buildLink } from './links.ts';

type CallerCall = Call & { caller: Caller };
type Waited = {
  build: StoredBuild;
  /** For how many seconds the answer was held at most; undefined if it was not held. */
  waitSeconds?: number;
  /** Whether the build ended while its answer was held: its files were written just now. */
  endedInCall?: boolean;
};
type BuildAnswer = Answer & { headers: Record<string, string | undefined> };

/**
 * The build that the path names.
 *
 * @throws {GatewayError} NOT_FOUND when it does not exist, or the caller may not see it
 */
export async function readBuild(
  table: Table,
  { caller, params }: CallerCall,
): Promise<StoredBuild> {
  const { id = '' } = params;
  const build = ID_PATTERN.test(id) ? await getBuild(table, caller.tenant, id) : undefined;
  if (!build || !maySee(caller, build)) throw buildNotFound();
  return build;
}

/**
 * Refuses to show the build of an idempotency key to a caller who may not see that build.
 *
 * @throws {GatewayError} IDEMPOTENCY_MISMATCH
 */
export function requireReplayAllowed(caller: Caller, build: StoredBuild): void {
  if (!maySee(caller, build))
    throw new GatewayError(
      'IDEMPOTENCY_MISMATCH',
      'The idempotency key was used by another caller.',
    );
}

/**
 * Waits as long as `Prefer: wait` asks, counted from when the request was received. Does not wait when too many
 * calls are held.
 *
 * @param isWorthIt whether to wait for the build at all, until a time in milliseconds since 1970
 * @returns the build at its end, or as it is when the time is up
 * @throws {GatewayError} NOT_FOUND when the build was erased during the wait
 */
export async function waitAsAsked(
  holds: Holds,
  { waitSeconds, receivedAt }: Call,
  build: StoredBuild,
  isWorthIt: (until: number) => Promise<boolean> = async () => true,
): Promise<Waited> {
  if (waitSeconds === undefined || hasEnded(build.status)) return { build, waitSeconds };
  const until = receivedAt + waitSeconds * 1000;
  if (!(await isWorthIt(until))) return { build };
  const held = await whileHeld(holds, until, async () => ({
    build: await waitForEnd(holds.table, build.tenant, build.id, until),
  }));
  if (!held) return { build };
  if (!held.build) throw buildNotFound();
  return { build: held.build, waitSeconds, endedInCall: hasEnded(held.build.status) };
}

/** An answer with one build and new links. `Retry-After` is set until the build has ended. */
export async function answerBuild(
  bucket: Bucket,
  { build, waitSeconds, endedInCall }: Waited,
  caller: Caller,
): Promise<BuildAnswer> {
  addLogFields({ buildId: build.id, buildStatus: build.status });
  const seesScript = maySeeScript(caller, build);
  return {
    headers: {
      'retry-after': hasEnded(build.status) ? undefined : String(pollSeconds(build)),
      'preference-applied': waitSeconds === undefined ? undefined : `wait=${waitSeconds}`,
    },
    body: await viewBuildWithLinks(bucket, build, { seesScript, knowsFiles: endedInCall }),
  };
}

/**
 * The answer to a request that creates a build: 200 if the build has ended, else 202.
 *
 * @param replayed whether an earlier request with the same idempotency key created the build
 */
export async function answerAccepted(
  bucket: Bucket,
  waited: Waited,
  caller: Caller,
  replayed: boolean,
): Promise<BuildAnswer> {
  const { build } = waited;
  const { headers, body } = await answerBuild(bucket, waited, caller);
  return {
    status: hasEnded(build.status) ? STATUS.ok : STATUS.accepted,
    headers: {
      ...headers,
      location: buildLink(build.id),
      'idempotent-replayed': replayed ? 'true' : undefined,
    },
    body,
  };
}

/** Seconds until the next poll is worthwhile: a tenth of the build's age, from 1 to 30. */
function pollSeconds({ createdAt }: StoredBuild): number {
  const ageSeconds = (Date.now() - Date.parse(createdAt)) / 1000;
  return Math.min(30, Math.max(1, Math.round(ageSeconds / 10)));
}

function buildNotFound(): GatewayError {
  return new GatewayError('NOT_FOUND', 'There is no build with this id.');
}
