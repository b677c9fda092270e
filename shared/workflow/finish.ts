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
import type { Bell } from './admission-deps.ts';
import { type Copying, copyFast } from './copy-results.ts';
import { endBuild, endingFields, errorOfGateway } from './end-build.ts';
import { judgeOutputs } from './judge-outputs.ts';
import { codeOfTimeout } from './next-move.ts';

/** What it takes to bring a build to its end. */
export type Concluding = Copying & { table: Table; ring: Bell };

/** What a build has come to: its end, or the names of the files that go the long way. */
export type Outcome = { state: 'ended' } | { state: 'done'; files: string[] };

const ENDED: Outcome = { state: 'ended' };

/** Stores that Docs is done with a build before all else, then copies its files where that is quick. */
export async function finish(
  concluding: Concluding,
  build: StoredBuild,
  links: ResultLink[],
): Promise<Outcome> {
  const files = links.map((link) => link.name);
  const { warnings } = await readLate(concluding, build);
  const verdict = judgeOutputs(build, files, warnings ?? build.warnings);
  if (verdict && !verdict.keep)
    return endWith(concluding, build, {
      ...endingFields({ files: [], error: verdict.error }),
      warnings,
    });

  if (!(await storeFirst(concluding, build, { answer: { files }, warnings })))
    return overtaken(concluding, build);
  const copied = await copyFast(concluding, build, links);
  if (!copied) return { state: 'done', files };
  const ended = await endBuild(concluding.table, build, { files: copied, error: verdict?.error });
  if (!ended) await keepOrTakeBack(concluding, build, copied);
  return ENDED;
}

/**
 * Ends a build that failed.
 *
 * @param isIdle whether Docs surely does not work on it; where it may, the minute's sweep frees the slot
 */
export async function fail(
  concluding: Concluding,
  build: StoredBuild,
  trouble: GatewayError,
  isIdle: boolean,
): Promise<Outcome> {
  const { warnings, at } = await readLate(concluding, build, trouble.code === 'SCRIPT_FAILED');
  const error = { ...errorOfGateway(explained(trouble, build)), at };
  const set = { ...endingFields({ files: [], error }), warnings };
  if (isIdle) return endWith(concluding, build, set);
  await tryChangeBuild(concluding.table, build.tenant, build.id, { from: 'running', set });
  return ENDED;
}

async function endWith(
  concluding: Concluding,
  build: StoredBuild,
  ending: Partial<StoredBuild>,
): Promise<Outcome> {
  return (await storeFirst(concluding, build, ending)) ? ENDED : overtaken(concluding, build);
}

/** The one write that stores Docs' last word and frees the slot; then others may start. */
async function storeFirst(
  { table, ring }: Concluding,
  build: StoredBuild,
  set: Partial<StoredBuild>,
): Promise<boolean> {
  const first = await storeAnswer(table, build, set);
  if (first) await ring();
  return first;
}

/** A cancel, or another invocation, was faster. Docs is done all the same, and its slot free for others. */
async function overtaken(concluding: Concluding, build: StoredBuild): Promise<Outcome> {
  const { table, ring } = concluding;
  await freeSlot(table, build.run);
  await ring();
  const now = await getBuild(table, build.tenant, build.id);
  const files = now?.status === 'running' ? now.answer?.files : undefined;
  return files ? { state: 'done', files } : ENDED;
}

/** Docs' own time-out has two meanings. */
function explained(trouble: GatewayError, build: StoredBuild): GatewayError {
  if (trouble.code !== 'BUILD_TIMEOUT' || trouble.facts.docsError === undefined) return trouble;
  return new GatewayError(codeOfTimeout(build, Date.now()), trouble.message, trouble.facts);
}

/**
 * What a script that came by URL, which was not read at the door, has to be warned of, and where one at
 * fault is no JavaScript. It is read once and let go of: it may be 20 MiB.
 */
async function readLate(
  { bucket }: Concluding,
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
