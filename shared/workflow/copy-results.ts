import type { BuildError } from '../build/build.ts';
import { askForResults, openResult, type ResultLink } from '../docs/builder.ts';
import type { DocsClient } from '../docs/client.ts';
import { type ErrorCode, GatewayError, isGatewayError, NotYetError } from '../errors.ts';
import { COPY_MS, FAST_COPY_MS } from '../limits.ts';
import { logError } from '../log.ts';
import { BUILD_ID, type Bucket, deleteVersions } from '../storage/objects/bucket.ts';
import { keepOrTakeBack } from '../storage/objects/copied-files.ts';
import { copyToBucket } from '../storage/objects/copy.ts';
import { destinationOf } from '../storage/objects/destination.ts';
import {
  type BuildRun,
  docsKeyOf,
  getBuild,
  type StoredBuild,
  type StoredFile,
} from '../storage/rows/builds.ts';
import type { Table } from '../storage/rows/table.ts';
import { buildErrorOf } from './end-build.ts';

export type CopyDeps = { docs: DocsClient; bucket: Bucket; maxFileBytes: number };

/** Limits of the fast copy; larger results go to the step *Copy results*. */
const FAST_FILES = 10;
const FAST_BYTES = 32 * 1024 * 1024;

/**
 * Copies a few small files at once, all or none. It is tried once: whatever is in its way, the long way
 * does it.
 *
 * @returns the files, or null when they are not few and small or did not come in time
 */
export async function copyFast(
  deps: CopyDeps,
  build: StoredBuild,
  links: ResultLink[],
): Promise<StoredFile[] | null> {
  if (links.length > FAST_FILES) return null;
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(FAST_COPY_MS)]);
  let room = FAST_BYTES;
  const takeRoom = (length: number | null) => {
    room -= length ?? Number.POSITIVE_INFINITY;
    return room >= 0;
  };
  const copies = links.map((link) => copyOne(deps, build, link, signal, takeRoom));
  const results = await Promise.allSettled(
    copies.map((copy) =>
      copy.catch((error: unknown) => {
        stop.abort();
        throw error;
      }),
    ),
  );
  const files = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (files.length === links.length) return files;
  // The long way writes versions of its own. What stays is deleted with the build.
  await deleteVersions(deps.bucket, files).catch(logError);
  return null;
}

export type CopyInput = BuildRun & { name: string };

/**
 * Copies one file of a build, by a link as fresh as can be, until the build's deadline at the latest. When
 * the build has ended meanwhile, what was written is deleted again.
 *
 * @throws {NotYetError} when Docs cannot be asked, or sends a page in place of the file, and the deadline
 *   has not come
 * @throws {GatewayError} when the file cannot be had
 */
export async function copyResult(
  deps: CopyDeps & { table: Table },
  { tenant, id, name }: CopyInput,
): Promise<StoredFile> {
  const build = await getBuild(deps.table, tenant, id);
  if (build?.status !== 'running') throw endedMeanwhile();
  const file = await copyInTime(deps, build, name);
  if (await keepOrTakeBack(deps, build, [file])) return file;
  throw endedMeanwhile();
}

function endedMeanwhile(): GatewayError {
  return new GatewayError('CONFLICT', 'The build has ended meanwhile.');
}

async function copyInTime(deps: CopyDeps, build: StoredBuild, name: string): Promise<StoredFile> {
  const left = Date.parse(build.deadline) - Date.now();
  const signal = AbortSignal.timeout(Math.min(COPY_MS, Math.max(0, left)));
  try {
    return await copyFile(deps, build, name, signal);
  } catch (error) {
    if (left > 0 && Date.now() < Date.parse(build.deadline)) throw laterIfPassing(error, name);
    if (isPassing(error) && !isCutOff(error, signal)) throw error;
    throw new GatewayError('BUILD_TIMEOUT', `There was no time left to copy ${name}.`, {
      cause: error,
    });
  }
}

/** Why one file cannot be had, when nothing is in the way of the others. */
const OF_ONE_FILE: ErrorCode[] = ['RESULT_EXPIRED', 'RESULT_TOO_LARGE', 'SCRIPT_FAILED'];

/** A file that Docs saved and that did not come. */
export type LostFile = { name: string; error: BuildError };

/** As `copyResult`; a file that cannot be had is told of, so that the others are copied and listed. */
export async function copyOrExplain(
  deps: CopyDeps & { table: Table },
  input: CopyInput,
): Promise<StoredFile | LostFile> {
  try {
    return await copyResult(deps, input);
  } catch (error) {
    if (!isGatewayError(error, ...OF_ONE_FILE)) throw error;
    logError(error);
    return { name: input.name, error: buildErrorOf(error) };
  }
}

/** How often a copy begins anew at once, by what was in its way. */
const TRIES_AT_ONCE: Partial<Record<ErrorCode, number>> = {
  RESULT_EXPIRED: 1,
  DOCS_PROTOCOL: 1,
  DOCS_INTERNAL: 2,
};

async function copyFile(
  deps: CopyDeps,
  build: StoredBuild,
  name: string,
  signal: AbortSignal,
): Promise<StoredFile> {
  for (let tried = 0; ; tried++) {
    try {
      const link = await freshLink(deps.docs, build, name);
      return await copyOne(deps, build, link, signal, () => true);
    } catch (error) {
      if (!isGatewayError(error) || tried >= (TRIES_AT_ONCE[error.code] ?? 0)) throw error;
    }
  }
}

async function freshLink(docs: DocsClient, build: StoredBuild, name: string): Promise<ResultLink> {
  const answer = await askForResults(docs, docsKeyOf(build)).catch((error: unknown) => {
    // Docs has answered this build once: a Docs that now speaks of a failure has forgotten it.
    if (isGatewayError(error, 'SCRIPT_FAILED', 'BUILD_TIMEOUT', 'SOURCE_DOWNLOAD')) return null;
    throw error;
  });
  const links = answer?.state === 'done' ? answer.results : [];
  const link = links.find((result) => result.name === name);
  if (!link) throw new GatewayError('RESULT_EXPIRED', `Docs no longer has ${name}.`);
  return link;
}

async function copyOne(
  { docs, bucket, maxFileBytes }: CopyDeps,
  build: StoredBuild,
  link: ResultLink,
  signal: AbortSignal,
  takeRoom: (length: number | null) => boolean,
): Promise<StoredFile> {
  const { body, length } = await openResult(docs, link, signal);
  if (!takeRoom(length)) {
    await body.cancel();
    throw new GatewayError('RESULT_TOO_LARGE', `${link.name} is too large to be copied at once.`);
  }
  const key = destinationOf(build, link.name);
  const copied = await copyToBucket({
    s3: bucket.s3,
    bucket: bucket.name,
    key,
    name: link.name,
    body,
    length,
    maxBytes: maxFileBytes,
    metadata: { [BUILD_ID]: build.id },
    signal,
  });
  return { name: link.name, bucket: bucket.name, key, ...copied };
}

function isPassing(error: unknown): error is GatewayError {
  return isGatewayError(error, 'DOCS_UNAVAILABLE', 'DOCS_TIMEOUT');
}

/** Whether it was our own time that ended it, whatever it looks like. */
function isCutOff({ cause }: Error, { aborted, reason }: AbortSignal): boolean {
  return aborted && cause === reason;
}

function laterIfPassing(error: unknown, name: string): unknown {
  return isPassing(error)
    ? new NotYetError(`Docs does not give out ${name} just now.`, { cause: error })
    : error;
}
