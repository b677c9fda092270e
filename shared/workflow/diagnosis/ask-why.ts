import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildError } from '../../build/build.ts';
import { scriptLink } from '../../build/script-links.ts';
import { askForBuild, type BuildAnswer } from '../../docs/builder.ts';
import type { FileLink } from '../../docs/result-links.ts';
import { type GatewayError, isGatewayError } from '../../errors.ts';
import { logError } from '../../log.ts';
import { namesFrom } from '../../script/diagnosis/names.ts';
import { type Diagnosis, docsKeyOf, type StoredBuild } from '../../storage/rows/builds.ts';
import { endDiagnosis } from '../../storage/rows/diagnosing.ts';
import { withoutPlace } from '../build-error.ts';
import { type FinishDeps, failBuild, type Outcome } from '../finish.ts';
import { lookForLoop } from './look-for-loop.ts';
import { nextWhyMove } from './next-why-move.ts';
import { readExplanation } from './read-explanation.ts';

export type WhyDeps = FinishDeps & {
  publicUrl: string;
  /** Whether a script that failed is run once more, to find where. */
  diagnoses: boolean;
};

/**
 * Asks Docs for the instrumented script of a build that failed, and ends the build with what it reports. Safe
 * to repeat.
 *
 * @param argument the script's; undefined if it has none
 */
export async function askWhy(
  deps: WhyDeps,
  build: StoredBuild,
  argument: unknown,
): Promise<Outcome> {
  const { diagnosis } = build;
  if (!diagnosis) throw new Error('the build is not diagnosed');
  const since = Date.now();
  for (;;) {
    const answer = await ask(deps, build, argument);
    const next = nextWhyMove(build, answer, since, Date.now());
    if (next.move === 'wait') return { state: 'running', pauseSeconds: next.seconds };
    if (next.move === 'ask') {
      await sleep(next.afterMs);
      continue;
    }
    if (next.move === 'read') {
      const { error, logs } = await explain(deps, build, diagnosis, next.report);
      return end(deps, build, error, { logs, docsIsIdle: true });
    }
    const looking = next.move === 'lost' ? await look(deps, build) : undefined;
    if (looking) return askWhy(deps, looking, argument);
    const reason =
      next.move === 'lost' ? 'a second run of the script ended too early' : 'Docs took too long';
    const docsIsIdle = next.move === 'lost';
    return end(deps, build, withoutPlace(diagnosis.error, reason), { docsIsIdle });
  }
}

/** What stops the reading is a fault of ours or of the link; Docs has finished all the same. */
async function explain(
  deps: WhyDeps,
  build: StoredBuild,
  diagnosis: Diagnosis,
  report: FileLink | undefined,
): ReturnType<typeof readExplanation> {
  try {
    return await readExplanation(deps, build, diagnosis, report);
  } catch (cause) {
    logError(cause);
    return { error: withoutPlace(diagnosis.error, 'its report could not be read'), logs: [] };
  }
}

/** What stops this is a fault of ours; the build ends with the error of its script all the same. */
async function look(deps: WhyDeps, build: StoredBuild): Promise<StoredBuild | undefined> {
  try {
    return await lookForLoop(deps, build);
  } catch (cause) {
    logError(cause);
    return undefined;
  }
}

async function end(
  deps: WhyDeps,
  build: StoredBuild,
  error: BuildError,
  { logs, docsIsIdle }: { logs?: StoredBuild['logs']; docsIsIdle: boolean },
): Promise<Outcome> {
  const outcome = await failBuild(deps, build, error, docsIsIdle, logs);
  // The build has ended; the mark also ends by itself.
  await endDiagnosis(deps.table, build).catch(logError);
  return outcome;
}

async function ask(
  { docs, publicUrl }: WhyDeps,
  build: StoredBuild,
  argument: unknown,
): Promise<BuildAnswer | GatewayError> {
  const scriptUrl = scriptLink(publicUrl, build);
  const report = build.diagnosis && namesFrom(build.diagnosis.token).file;
  try {
    return await askForBuild(docs, { key: docsKeyOf(build), scriptUrl, argument, report });
  } catch (error) {
    if (isGatewayError(error)) return error;
    throw error;
  }
}
