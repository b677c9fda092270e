import { type BuildError, hasEnded } from '../../build/build.ts';
import { isGatewayError, nameOf } from '../../errors.ts';
import { namedError } from '../../invocation.ts';
import { addLogFields, logError } from '../../log.ts';
import type { ObjectVersion } from '../../storage/objects/bucket.ts';
import { deleteVersions } from '../../storage/objects/versions.ts';
import { getBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import {
  endFetching,
  type FetchingBuild,
  noteMessage,
} from '../../storage/rows/fetching-builds.ts';
import { moveToWaitingRoom } from '../../storage/rows/waiting-room.ts';
import type { Table } from '../../storage/table/table.ts';
import { buildErrorOf, buildErrorOfStep } from '../build-error.ts';
import type { StartSignal } from '../starting/start-signal.ts';
import { type StageDeps, stageSources } from './stage-sources.ts';

export type FetchDeps = StageDeps & { table: Table; signalStart: StartSignal };

/**
 * Fetches the URLs of a queued build, then gives it a place in the waiting room. Ends the build if a URL
 * cannot be fetched. Does nothing if its URLs are no longer fetched. If the build ends during the fetch,
 * the versions that were staged are deleted. Safe to repeat, also at the same time.
 *
 * @param isLastTry whether an error of the gateway or of AWS ends the build too
 * @throws an error of the gateway or of AWS
 */
export async function fetchQueuedBuild(
  deps: FetchDeps,
  fetching: FetchingBuild,
  isLastTry: boolean,
): Promise<void> {
  if (!(await noteMessage(deps.table, fetching))) return;
  const build = await getBuild(deps.table, fetching.tenant, fetching.id);
  if (build?.status !== 'queued') return;
  const staged: ObjectVersion[] = [];
  try {
    await fetchOrEnd(deps, build, staged, isLastTry);
  } finally {
    await deleteIfEnded(deps, build, staged);
  }
}

async function fetchOrEnd(
  deps: FetchDeps,
  build: StoredBuild,
  staged: ObjectVersion[],
  isLastTry: boolean,
): Promise<void> {
  const { table, signalStart } = deps;
  try {
    await stageSources(deps, build, staged);
    // The move is stored: without the signal, the build starts up to a minute later.
    if (await moveToWaitingRoom(table, build)) await signalStart().catch(logError);
  } catch (error) {
    const known = namedError(error);
    const isFinal = isGatewayError(known) && known.code !== 'STORAGE_FAILED';
    if (isFinal || isLastTry) await endWith(table, build, errorOfBuild(known));
    if (!isFinal) throw error;
  }
}

async function endWith(table: Table, build: StoredBuild, error: BuildError): Promise<void> {
  const hasFailed = await endFetching(table, build, error);
  if (hasFailed) addLogFields({ code: error.code });
}

function errorOfBuild(error: unknown): BuildError {
  return isGatewayError(error) ? buildErrorOf(error) : buildErrorOfStep(nameOf(error), undefined);
}

/** Reads the row after the last version is written, so that nothing is staged after the end of a build. */
async function deleteIfEnded(
  { table, bucket }: FetchDeps,
  { tenant, id }: StoredBuild,
  staged: ObjectVersion[],
): Promise<void> {
  if (staged.length === 0) return;
  const now = await getBuild(table, tenant, id);
  if (!now || hasEnded(now.status)) await deleteVersions(bucket, staged);
}
