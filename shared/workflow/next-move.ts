import { type BuildAnswer, isEndInDocs } from '../docs/builder.ts';
import type { FileLink } from '../docs/open-file.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { FIRST_ASKING_MS } from '../limits.ts';
import type { StoredBuild } from '../storage/rows/builds.ts';

/** Docs answers a task within 15 minutes of waiting and 5 of running; one minute more for the way. */
export const DOCS_SILENCE_MS = 21 * 60_000;

const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;
const ERROR_PAUSE_MS = 300;

/** Seconds that the state machine waits before it asks again; the last one from then on. */
const WAITS = [5, 10, 20, 30];
const LONGEST_RETRY_AFTER_SECONDS = 60;

/**
 * How often one error is answered by another question at once. Docs remembers a script's own error and a
 * kill, so that they come again; after a converter's death, or for a task that waited too long, Docs
 * runs the script again.
 */
const TRIES_AT_ONCE: Partial<Record<ErrorCode, number>> = {
  SCRIPT_FAILED: 1,
  BUILD_TIMEOUT: 1,
  DOCS_INTERNAL: 2,
  DOCS_PROTOCOL: 1,
  DOCS_UNAVAILABLE: 1,
};

/** What to ask Docs: for the build, or for its results only, which carries no script and starts nothing. */
export type Question = 'build' | 'results';

/** One invocation's questions and answers about one build. */
export type Conversation = {
  build: StoredBuild;
  /** How often the state machine has waited for this build. */
  waits: number;
  /** Whether this invocation goes on asking for 20 s; the others ask once. */
  isPatient: boolean;
  /** When this invocation began to ask, in milliseconds since 1970. */
  since: number;
  /** The question that was asked last, and how many there were. */
  question: Question;
  questions: number;
  /** Whether Docs has answered a question about the build. */
  hasAnswered: boolean;
  /** How often each error has come. */
  errors: Partial<Record<ErrorCode, number>>;
};

/** What to do after an answer. What `record` names is written to the row first, while the build runs. */
export type Move =
  | { move: 'ask'; question: Question; afterMs: number; record?: Partial<StoredBuild> }
  | { move: 'wait'; seconds: number; record?: Partial<StoredBuild> }
  | { move: 'finish'; links: FileLink[] }
  /** `docsIsIdle`: Docs surely does not work on the build, so its slot is free. */
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
 * Decides what follows from Docs' answer.
 *
 * @param conversation this answer included
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
  if (answer.state === 'done') return { move: 'finish', links: answer.results };
  if (conversation.question === 'results')
    // The error is forgotten: Docs starts the script anew, so it does under a key of its own.
    return {
      move: 'ask',
      question: 'build',
      afterMs: 0,
      record: secondKey(conversation.build, now),
    };
  return whileRunning(conversation, now, random);
}

function afterError(
  conversation: Conversation,
  error: GatewayError,
  now: number,
  random: number,
): Move {
  const { build, waits, hasAnswered } = conversation;
  if (mayTryAgain(conversation, error)) {
    // The error comes again at once where Docs remembers it; asked without a script, Docs starts nothing.
    if (startsAnew(error)) return { move: 'ask', question: 'results', afterMs: 0 };
    return { move: 'ask', question: 'build', afterMs: ERROR_PAUSE_MS };
  }
  const mayPass = error.code === 'DOCS_UNAVAILABLE' && now < Date.parse(build.deadline);
  if (!mayPass) return failure(conversation, error);
  const seconds = waitSeconds(waits, build.deadline, now, random, error.details.retryAfterSeconds);
  const isUnreached = waits === 0 && !hasAnswered;
  return { move: 'wait', seconds, record: isUnreached ? { docsUnreached: true } : undefined };
}

function whileRunning(conversation: Conversation, now: number, random: number): Move {
  const { build, waits, isPatient, since } = conversation;
  if (now >= Date.parse(build.deadline))
    return failure(conversation, error('BUILD_TIMEOUT', 'Docs did not finish the build in time.'));
  // The time of a Docs that could not be reached begins when it first answers.
  const isSilent = !build.docsUnreached && now - askedSince(build) >= DOCS_SILENCE_MS;
  if (isSilent && build.docsKey)
    return failure(
      conversation,
      error('DOCS_OVERLOADED', 'Docs took the build twice and gave no result in 21 minutes.'),
    );
  const record = isSilent ? secondKey(build, now) : firstReached(build, now);
  const asked = now - since;
  if (!isPatient || asked >= FIRST_ASKING_MS)
    return { move: 'wait', seconds: waitSeconds(waits, build.deadline, now, random), record };
  const afterMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, asked / 8));
  return { move: 'ask', question: 'build', afterMs, record };
}

/** Whether the same error has not come too often, and Docs has not named a time to come back. */
function mayTryAgain({ build, errors }: Conversation, error: GatewayError): boolean {
  if (error.details.retryAfterSeconds !== undefined) return false;
  if (startsAnew(error) && build.docsKey !== undefined) return false;
  return (errors[error.code] ?? 0) <= (TRIES_AT_ONCE[error.code] ?? 0);
}

/** Whether Docs, asked once more after this error, may run the build again. */
function startsAnew({ code }: GatewayError): boolean {
  return code === 'SCRIPT_FAILED' || code === 'BUILD_TIMEOUT';
}

function failure(conversation: Conversation, error: GatewayError): Move {
  const isRefused = error.code === 'DOCS_AUTH';
  const isFirst = conversation.waits === 0 && conversation.questions === 1;
  return { move: 'fail', error, docsIsIdle: isEndInDocs(error) || (isRefused && isFirst) };
}

/**
 * Asks under a second key from now on. Under the first one Docs would queue the script again at every
 * question until one of its runs has ended.
 */
function secondKey({ run }: StoredBuild, now: number): Partial<StoredBuild> {
  return { docsKey: `${run}-2`, askedSince: new Date(now).toISOString() };
}

function firstReached(build: StoredBuild, now: number): Partial<StoredBuild> | undefined {
  if (!build.docsUnreached) return undefined;
  return { docsUnreached: false, askedSince: new Date(now).toISOString() };
}

/** Since when Docs is asked for the build under its present key, in milliseconds since 1970. */
export function askedSince(build: StoredBuild): number {
  return Date.parse(build.askedSince ?? build.startedAt ?? build.createdAt);
}

/**
 * How long the state machine waits: some 5, 10, 20, then 30 seconds, a fifth more or less, and never
 * past the deadline. Docs may ask for a longer time, up to a minute.
 */
function waitSeconds(
  waits: number,
  deadline: string,
  now: number,
  random: number,
  retryAfterSeconds = 0,
): number {
  const base = WAITS[Math.min(waits, WAITS.length - 1)] ?? 30;
  const wanted = Math.max(
    base * (0.8 + 0.4 * random),
    Math.min(retryAfterSeconds, LONGEST_RETRY_AFTER_SECONDS),
  );
  const left = (Date.parse(deadline) - now) / 1000;
  return Math.max(1, Math.ceil(Math.min(wanted, left + 1)));
}

function error(code: ErrorCode, message: string): GatewayError {
  return new GatewayError(code, message);
}
