import { setTimeout as sleep } from 'node:timers/promises';
import { scriptLink } from '../build/script-links.ts';
import { askForBuild, askForResults, type BuildAnswer } from '../docs/builder.ts';
import { GatewayError, isGatewayError } from '../errors.ts';
import { findObject, readJson } from '../storage/objects/bucket.ts';
import { keys } from '../storage/objects/keys.ts';
import { type BuildRun, docsKeyOf, getBuild, type StoredBuild } from '../storage/rows/builds.ts';
import { type BuildChange, tryChangeBuild } from '../storage/rows/change-build.ts';
import { type AskedBuild, recordAsked } from '../storage/rows/running-build.ts';
import { buildErrorOf } from './build-error.ts';
import { checkWhileRunning, fieldsToRecord } from './checking/check-while-running.ts';
import { failExplained } from './checking/fail-explained.ts';
import { askWhy, type WhyDeps } from './diagnosis/ask-why.ts';
import { debugReportOf, stageDebugRun } from './diagnosis/debug-run.ts';
import { finishRun } from './diagnosis/finish-run.ts';
import { failBuild, type Outcome, outcomeOf } from './finish.ts';
import { type Conversation, nextMove, withAnswer } from './next-move.ts';

export type AskDeps = WhyDeps;

/** The step's input; `waits` is how often the state machine has waited for the build. */
export type AskInput = BuildRun & { waits: number };

/** The step's output: what the state machine does next. */
export type AskResult = AskInput &
  (
    | { state: 'ended' }
    | { state: 'done'; files: string[] }
    | { state: 'running'; pauseSeconds: number }
  );

/**
 * Asks Docs for the state of a build: the first time for up to 35 s, later once. Ends the build if its
 * results are few and small. Safe to repeat after any failure.
 */
export async function askDocs(deps: AskDeps, input: AskInput): Promise<AskResult> {
  // At the first turn the write replaces the read.
  const first = input.waits === 0 ? await recordAsked(deps.table, input) : null;
  const build = first?.build ?? (await getBuild(deps.table, input.tenant, input.id));
  if (build?.status !== 'running') return { ...input, state: 'ended' };
  if (build.answer) return { ...input, state: 'done', files: build.answer.files };
  const obstacle = await obstacleTo(deps, input, build);
  if (obstacle) return resultOf(input, await failBuild(deps, build, buildErrorOf(obstacle), true));
  if (build.diagnosis)
    return resultOf(input, await askWhy(deps, build, await argumentOf(deps, build)));
  const asked = first ?? (await ensureAsked(deps, build));
  return asked ? askRunning(deps, input, asked) : { ...input, state: 'ended' };
}

/** Docs is never asked before the row says so. @returns null when the build has ended */
async function ensureAsked({ table }: AskDeps, build: StoredBuild): Promise<AskedBuild | null> {
  return build.askedSince ? { build, isFirst: false } : recordAsked(table, build);
}

/** Prepares what Docs will download. @returns why Docs cannot be asked for the build, if it cannot */
async function obstacleTo(
  deps: AskDeps,
  { waits }: AskInput,
  build: StoredBuild,
): Promise<GatewayError | undefined> {
  if (await isUnfetched(deps, build)) return notFetched();
  return waits === 0 ? stageDebugRun(deps, build) : undefined;
}

/**
 * Whether version 0.1.0 accepted the build and did not fetch its URLs before the upgrade. Remove this check
 * once the release that follows 0.1.0 is out.
 */
async function isUnfetched({ bucket }: AskDeps, build: StoredBuild): Promise<boolean> {
  if (!build.fetches || build.fetchedAt) return false;
  return !(await findObject(bucket, keys.fetchedMarker(build)));
}

function notFetched(): GatewayError {
  const message =
    'The gateway was upgraded before it fetched the URLs of the build. Request it again.';
  return new GatewayError('SOURCE_DOWNLOAD', message);
}

/** Asks Docs and carries out the move that follows, until a move ends this invocation. */
async function askRunning(
  deps: AskDeps,
  input: AskInput,
  { build, isFirst }: AskedBuild,
): Promise<AskResult> {
  const argument = await argumentOf(deps, build);
  let conversation = begin(build, input.waits, isFirst);
  for (;;) {
    const answer = await ask(deps, conversation, argument);
    conversation = await checkWhileRunning(deps, withAnswer(conversation, answer), answer);
    const move = nextMove(conversation, answer, Date.now());
    if (move.move === 'finish') return resultOf(input, await finishRun(deps, conversation, move));
    if (move.move === 'fail')
      return resultOf(input, await failExplained(deps, conversation, move, argument));

    const fields = fieldsToRecord(conversation, move);
    if (fields) {
      const changed = await record(deps, conversation.build, fields);
      if (!changed) return afterChange(deps, input);
      conversation = { ...conversation, build: changed };
    }
    if (move.move === 'wait')
      return { ...input, waits: input.waits + 1, state: 'running', pauseSeconds: move.seconds };
    await sleep(move.afterMs);
    conversation = { ...conversation, question: move.question };
  }
}

/** The build has ended, or another invocation asks for it under a later key. */
async function afterChange({ table }: AskDeps, input: AskInput): Promise<AskResult> {
  const build = await getBuild(table, input.tenant, input.id);
  return build ? resultOf(input, outcomeOf(build)) : { ...input, state: 'ended' };
}

function resultOf(input: AskInput, outcome: Outcome): AskResult {
  if (outcome.state !== 'running') return { ...input, ...outcome };
  return { ...input, ...outcome, waits: input.waits + 1 };
}

async function argumentOf({ bucket }: AskDeps, build: StoredBuild): Promise<unknown> {
  return build.hasArgument ? readJson(bucket, keys.stagedArgument(build)) : undefined;
}

function begin(build: StoredBuild, waits: number, isFirst: boolean): Conversation {
  return {
    build,
    waits,
    asksRepeatedly: waits === 0 || build.docsUnreached === true,
    isFirst,
    since: Date.now(),
    question: 'build',
    questions: 0,
    hasAnswered: false,
    errors: {},
  };
}

/** Asks the current question. @returns Docs' answer, or the error of the request */
async function ask(
  { docs, publicUrl }: AskDeps,
  { build, question }: Conversation,
  argument: unknown,
): Promise<BuildAnswer | GatewayError> {
  const key = docsKeyOf(build);
  const report = debugReportOf(build);
  try {
    if (question === 'results') return await askForResults(docs, key, report);
    const scriptUrl = scriptLink(publicUrl, build);
    return await askForBuild(docs, { key, scriptUrl, argument, report });
  } catch (error) {
    if (isGatewayError(error)) return error;
    throw error;
  }
}

/** Writes fields to the row for the next invocation. @returns the build, or null when it has ended or another key */
function record({ table }: AskDeps, build: StoredBuild, set: Partial<StoredBuild>) {
  const change: BuildChange = { from: 'running', underKeyOf: build, set };
  return tryChangeBuild(table, build.tenant, build.id, change);
}
