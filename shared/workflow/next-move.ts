import { type BuildAnswer, isEndInDocs } from '../docs/builder.ts';
import type { FileLink } from '../docs/result-links.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { FIRST_ASKING_MS } from '../limits.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';
import { askedMs, reachedAt, secondKeyAt, unreachedAt } from './asked-time.ts';
import type { StagedCheck } from './checking/check-staged-script.ts';
import { waitSeconds } from './wait-seconds.ts';

/** The longest time until Docs answers: 15 minutes in its queue, 5 to run, and one for transport. */
export const DOCS_SILENCE_MS = 21 * 60_000;
/** Docs' number for a task that it dropped from its queue, after its `queue.retentionPeriod` of 15 minutes. */
const DROPPED = -2;

const SHORTEST_PAUSE_MS = 50;
const ERROR_PAUSE_MS = 300;

/**
 * How often Docs is asked again in the same invocation after each error. Docs stores the error of a script
 * that failed or ran too long, and repeats it. It stores none if its converter died or the task waited too
 * long in its queue: when it is asked for the build again, it runs the script again.
 */
const REPEATS: Partial<Record<ErrorCode, number>> = {
  SCRIPT_FAILED: 1,
  BUILD_TIMEOUT: 1,
  DOCS_INTERNAL: 2,
  DOCS_PROTOCOL: 1,
  DOCS_UNAVAILABLE: 1,
};

/** What to ask Docs for: the build, or only its results. A question for results never starts a script. */
export type Question = 'build' | 'results';

/** One invocation's questions and answers about one build. */
export type Conversation = {
  build: StoredBuild;
  /** How often the state machine has waited for this build. */
  waits: number;
  /** Whether this invocation asks for up to 35 s. If not, it asks once. */
  asksRepeatedly: boolean;
  /** Whether Docs was not asked for the build before this invocation. */
  isFirst: boolean;
  /** When this invocation began to ask, in milliseconds since 1970. */
  since: number;
  /** The last question. */
  question: Question;
  /** The number of questions so far. */
  questions: number;
  /** Whether Docs has answered a question about the build. */
  hasAnswered: boolean;
  /** How often Docs has answered with each error. */
  errors: Partial<Record<ErrorCode, number>>;
  /** What was read off the script; undefined before it was checked, null if it could not be. */
  check?: StagedCheck | null;
};

/** What to do after an answer. Before `ask` and `wait`, the fields in `record` are written to the row. */
export type Move =
  | { move: 'ask'; question: Question; afterMs: number; record?: Partial<StoredBuild> }
  | { move: 'wait'; seconds: number; record?: Partial<StoredBuild> }
  | { move: 'finish'; links: FileLink[]; report?: FileLink }
  /** `docsIsIdle`: Docs certainly does not work on the build, so its slot is freed. */
  | { move: 'fail'; error: GatewayError; docsIsIdle: boolean };

/** The conversation after one more answer. */
export function withAnswer(
  conversation: Conversation,
  answer: BuildAnswer | GatewayError,
): Conversation {
  const questions = conversation.questions + 1;
  if (!(answer instanceof GatewayError)) return { ...conversation, questions, hasAnswered: true };
  const { code } = answer;
  const errors = { ...conversation.errors, [code]: (conversation.errors[code] ?? 0) + 1 };
  return { ...conversation, questions, errors };
}

/**
 * Decides what to do after an answer of Docs.
 *
 * @param conversation includes this answer
 * @param now in milliseconds since 1970
 * @param random 0 to 1; spreads the waits of many builds
 */
export function nextMove(
  conversation: Conversation,
  answer: BuildAnswer | GatewayError,
  now: number,
  random = Math.random(),
): Move {
  if (answer instanceof GatewayError) return afterError(conversation, answer, now, random);
  if (answer.state === 'done') return afterResults(conversation, answer, now);
  if (conversation.question === 'results') return afterUnstoredError(conversation, now);
  return whileRunning(conversation, now, random);
}

/**
 * Docs answers without a file also when its converter crashed while it saved one. It may not crash again. The
 * report of a run with `debug` says whether the script failed.
 */
function afterResults(
  { build, check }: Conversation,
  { results: links, report }: Extract<BuildAnswer, { state: 'done' }>,
  now: number,
): Move {
  const hasCrashed = links.length === 0 && check?.mustSave === true && !build.debugToken;
  if (!hasCrashed || build.docsKey !== undefined)
    return { move: 'finish', links, ...(report && { report }) };
  return { move: 'ask', question: 'build', afterMs: 0, record: secondKeyAt(build, now) };
}

/** Docs did not store the error, and will run the script again. That run gets a second key, but no third one. */
function afterUnstoredError(conversation: Conversation, now: number): Move {
  const { build } = conversation;
  if (build.docsKey) return failure(conversation, dropped());
  return { move: 'ask', question: 'build', afterMs: 0, record: secondKeyAt(build, now) };
}

function afterError(
  conversation: Conversation,
  error: GatewayError,
  now: number,
  random: number,
): Move {
  const { build, waits } = conversation;
  if (mayTryAgain(conversation, error)) {
    // If Docs stored the error, it repeats it. A question for results never starts a script.
    if (mayRunAgain(error)) return { move: 'ask', question: 'results', afterMs: 0 };
    return { move: 'ask', question: 'build', afterMs: ERROR_PAUSE_MS };
  }
  const deadline = Date.parse(build.deadline);
  const mayRecover = error.code === 'DOCS_UNAVAILABLE' && now < deadline;
  if (!mayRecover) return failure(conversation, error);
  const { retryAfterSeconds } = error.details;
  const docs = 'unreached';
  const seconds = waitSeconds({ waits, docs, deadline, now, random, retryAfterSeconds });
  const unreachedSince = conversation.hasAnswered ? now : conversation.since;
  return { move: 'wait', seconds, record: unreachedAt(build, unreachedSince) };
}

function whileRunning(conversation: Conversation, now: number, random: number): Move {
  const { build, waits, asksRepeatedly, since } = conversation;
  const deadline = Date.parse(build.deadline);
  if (now >= deadline)
    return failure(conversation, error('BUILD_TIMEOUT', 'Docs did not finish the build in time.'));
  const isSilent = askedMs(build, now) >= DOCS_SILENCE_MS;
  if (isSilent && build.docsKey)
    return failure(
      conversation,
      error(
        'DOCS_OVERLOADED',
        'Docs accepted the build twice and returned no result within 21 minutes.',
      ),
    );
  const record = isSilent ? secondKeyAt(build, now) : reachedAt(build, now);
  const asked = now - since;
  if (!asksRepeatedly || asked >= FIRST_ASKING_MS)
    return {
      move: 'wait',
      seconds: waitSeconds({ waits, docs: 'running', deadline, now, random }),
      record,
    };
  const afterMs = Math.max(SHORTEST_PAUSE_MS, asked / 10);
  return { move: 'ask', question: 'build', afterMs, record };
}

/** Whether the error has not been repeated too often, and Docs has not asked for a wait. */
function mayTryAgain({ build, errors }: Conversation, error: GatewayError): boolean {
  if (error.details.retryAfterSeconds !== undefined) return false;
  if (error.code === 'SCRIPT_FAILED' && build.docsKey !== undefined) return false;
  return (errors[error.code] ?? 0) <= (REPEATS[error.code] ?? 0);
}

/** Whether Docs may run the script again when it is asked for the build after this error. */
function mayRunAgain({ code }: GatewayError): boolean {
  return code === 'SCRIPT_FAILED' || code === 'BUILD_TIMEOUT';
}

function failure(conversation: Conversation, error: GatewayError): Move {
  const isRefused = error.code === 'DOCS_AUTH';
  const isOnlyQuestion = conversation.isFirst && conversation.questions === 1;
  return { move: 'fail', error, docsIsIdle: isEndInDocs(error) || (isRefused && isOnlyQuestion) };
}

/**
 * Docs answers -2 both when a script runs too long and when it drops a task that has waited too long in its
 * queue. Only the first is stored.
 */
function dropped(): GatewayError {
  const message = 'Docs dropped the build from its queue, because it had waited there too long.';
  return new GatewayError('DOCS_OVERLOADED', message, { docsError: DROPPED });
}

function error(code: ErrorCode, message: string): GatewayError {
  return new GatewayError(code, message);
}
