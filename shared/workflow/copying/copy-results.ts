import type { BuildError } from '../../build/build.ts';
import { askForResults } from '../../docs/builder.ts';
import type { DocsClient } from '../../docs/client.ts';
import type { FileLink } from '../../docs/result-links.ts';
import { GatewayError, isGatewayError } from '../../errors.ts';
import { COPY_MS } from '../../limits.ts';
import { logError } from '../../log.ts';
import { keepUnlessEnded } from '../../storage/objects/copied-files.ts';
import {
  type BuildRun,
  docsKeyOf,
  getBuild,
  type StoredBuild,
  type StoredFile,
} from '../../storage/rows/builds.ts';
import type { Table } from '../../storage/table/table.ts';
import { buildErrorOf } from '../build-error.ts';
import { debugReportOf } from '../diagnosis/debug-run.ts';
import { concernsOneFile, copyErrorOf, mayRepeatCopy } from './copy-error.ts';
import { type CopyDeps, copyFile } from './copy-file.ts';

export type CopyResultDeps = CopyDeps & { table: Table };

/** The step's input; `name` is the file's. */
export type CopyInput = BuildRun & { name: string };

/** A file that Docs saved and that could not be copied. */
export type FailedFile = { name: string; error: BuildError };

/** Like `copyResult`, but returns an error that concerns this file only, so that the others are copied. */
export async function copyOrExplain(
  deps: CopyResultDeps,
  input: CopyInput,
): Promise<StoredFile | FailedFile> {
  try {
    return await copyResult(deps, input);
  } catch (error) {
    if (!concernsOneFile(error)) throw error;
    logError(error);
    return { name: input.name, error: buildErrorOf(error) };
  }
}

/**
 * Copies one file of a build from a fresh link of Docs, until the build's deadline at the latest. If the
 * build ends during the copy, the copy is deleted.
 *
 * @throws {NotYetError} when Docs is unreachable, or sends an HTML page instead of the file, before the
 *   deadline
 * @throws {GatewayError} when the file cannot be copied; CONFLICT when the build has ended
 */
export async function copyResult(
  deps: CopyResultDeps,
  { tenant, id, name }: CopyInput,
): Promise<StoredFile> {
  const build = await getBuild(deps.table, tenant, id);
  if (build?.status !== 'running') throw buildHasEnded();
  const file = await copyInTime(deps, build, name);
  if (await keepUnlessEnded(deps, build, [file])) return file;
  throw buildHasEnded();
}

function buildHasEnded(): GatewayError {
  return new GatewayError('CONFLICT', 'The build ended before the copy was complete.');
}

async function copyInTime(deps: CopyDeps, build: StoredBuild, name: string): Promise<StoredFile> {
  const deadline = Date.parse(build.deadline);
  const leftMs = Math.max(0, deadline - Date.now());
  const signal = AbortSignal.timeout(Math.min(COPY_MS, leftMs));
  try {
    return await copyByName(deps, build, name, signal);
  } catch (error) {
    const isTimedOut = signal.aborted && (error as Error).cause === signal.reason;
    throw copyErrorOf(error, name, { isPastDeadline: Date.now() >= deadline, isTimedOut });
  }
}

async function copyByName(
  deps: CopyDeps,
  build: StoredBuild,
  name: string,
  signal: AbortSignal,
): Promise<StoredFile> {
  for (let repeats = 0; ; repeats++) {
    try {
      const link = await freshLink(deps.docs, build, name);
      return await copyFile(deps, build, link, signal);
    } catch (error) {
      if (!mayRepeatCopy(error, repeats)) throw error;
    }
  }
}

async function freshLink(docs: DocsClient, build: StoredBuild, name: string): Promise<FileLink> {
  const answer = await askForResults(docs, docsKeyOf(build), debugReportOf(build)).catch(
    (error: unknown) => {
      // Docs had finished this build. If it now reports a failure, it no longer has the build.
      if (isGatewayError(error, 'SCRIPT_FAILED', 'BUILD_TIMEOUT', 'SOURCE_DOWNLOAD')) return null;
      throw error;
    },
  );
  const links = answer?.state === 'done' ? answer.results : [];
  const link = links.find((result) => result.name === name);
  if (!link) throw new GatewayError('RESULT_EXPIRED', `Docs no longer has ${name}.`);
  return link;
}
