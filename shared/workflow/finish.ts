import type { BuildWarning } from '../build/build.ts';
import { scriptWarnings, syntaxErrorIn } from '../build/script.ts';
import type { ResultLink } from '../docs/builder.ts';
import { GatewayError, type ScriptPosition } from '../errors.ts';
import { readText } from '../storage/objects/bucket.ts';
import { keepOrTakeBack } from '../storage/objects/copied-files.ts';
import { keys } from '../storage/objects/keys.ts';
import { getBuild, type StoredBuild, tryChangeBuild } from '../storage/rows/builds.ts';
import { freeSlot, storeAnswer } from '../storage/rows/slots.ts';
import type { Table } from '../storage/rows/table.ts';
import { type CopyDeps, copyFast } from './copy-results.ts';
import { buildErrorOf, endBuild, endingFields } from './end-build.ts';
import { judgeOutputs } from './judge-outputs.ts';
import { askedSince } from './next-move.ts';
import type { StartSignal } from './start-signal.ts';

export type FinishDeps = CopyDeps & { table: Table; signalStart: StartSignal };

/** What a build has come to: its end, or the names of the files that go the long way. */
export type Outcome = { state: 'ended' } | { state: 'done'; files: string[] };

const ENDED: Outcome = { state: 'ended' };

/** Stores that Docs is done with a build before all else, then copies its files where that is quick. */
export async function finish(
  deps: FinishDeps,
  build: StoredBuild,
  links: ResultLink[],
): Promise<Outcome> {
  const files = links.map((link) => link.name);
  const { warnings } = await readLate(deps, build);
  const verdict = judgeOutputs(build, files, warnings ?? build.warnings);
  if (verdict && !verdict.keep)
    return endWith(deps, build, {
      ...endingFields({ files: [], error: verdict.error }),
      warnings,
    });

  if (!(await storeFirst(deps, build, { answer: { files }, warnings })))
    return overtaken(deps, build);
  const copied = await copyFast(deps, build, links);
  if (!copied) return { state: 'done', files };
  const ended = await endBuild(deps.table, build, { files: copied, error: verdict?.error });
  if (!ended) await keepOrTakeBack(deps, build, copied);
  return ENDED;
}

/**
 * Ends a build that failed.
 *
 * @param isIdle whether Docs surely does not work on it; where it may, the minute's sweep frees the slot
 */
export async function fail(
  deps: FinishDeps,
  build: StoredBuild,
  error: GatewayError,
  isIdle: boolean,
): Promise<Outcome> {
  const { warnings, at } = await readLate(deps, build, error.code === 'SCRIPT_FAILED');
  const buildError = { ...buildErrorOf(explained(error, build)), at };
  const set = { ...endingFields({ files: [], error: buildError }), warnings };
  if (isIdle) return endWith(deps, build, set);
  await tryChangeBuild(deps.table, build.tenant, build.id, { from: 'running', set });
  return ENDED;
}

async function endWith(
  deps: FinishDeps,
  build: StoredBuild,
  ending: Partial<StoredBuild>,
): Promise<Outcome> {
  return (await storeFirst(deps, build, ending)) ? ENDED : overtaken(deps, build);
}

/** The one write that stores Docs' last word and frees the slot; then others may start. */
async function storeFirst(
  { table, signalStart }: FinishDeps,
  build: StoredBuild,
  set: Partial<StoredBuild>,
): Promise<boolean> {
  const first = await storeAnswer(table, build, set);
  if (first) await signalStart();
  return first;
}

/** A cancel, or another invocation, was faster. Docs is done all the same, and its slot free for others. */
async function overtaken(deps: FinishDeps, build: StoredBuild): Promise<Outcome> {
  const { table, signalStart } = deps;
  await freeSlot(table, build.run);
  await signalStart();
  const now = await getBuild(table, build.tenant, build.id);
  const files = now?.status === 'running' ? now.answer?.files : undefined;
  return files ? { state: 'done', files } : ENDED;
}

/** A task that waited this long in Docs was dropped by its queue, not killed: Docs' `queue.retentionPeriod`, 900 s. */
const DOCS_QUEUE_MS = 15 * 60_000;

/** Docs answers -2 both for a script that it killed and for a task that waited too long in its queue. */
function explained(error: GatewayError, build: StoredBuild): GatewayError {
  if (error.code !== 'BUILD_TIMEOUT' || error.details.docsError === undefined) return error;
  const waitedTwice = build.docsKey && Date.now() - askedSince(build) >= DOCS_QUEUE_MS;
  if (!waitedTwice) return error;
  return new GatewayError('DOCS_OVERLOADED', error.message, error.details);
}

/**
 * What a script that came by URL, which was not read at the door, has to be warned of, and where one at
 * fault is no JavaScript. It is read once and let go of: it may be 20 MiB.
 */
async function readLate(
  { bucket }: FinishDeps,
  build: StoredBuild,
  isAtFault = false,
): Promise<{ warnings?: BuildWarning[]; at: ScriptPosition | null }> {
  const isNew = build.fetches && 'url' in build.source;
  const script = isNew || isAtFault ? await readText(bucket, keys.stagedScript(build)) : undefined;
  if (script === undefined) return { at: null };
  return {
    warnings: isNew ? [...scriptWarnings(script), ...build.warnings] : undefined,
    at: isAtFault ? syntaxErrorIn(script) : null,
  };
}
