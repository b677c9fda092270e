import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { type DocsClient, docsErrorNumber } from './client.ts';
import { type Command, type CommandName, keyOf } from './command-schema.ts';
import { DOCUMENT_KEY_RULE, isDocumentKey } from './document-key.ts';

/** What Docs answers to a command, as it came: `error` and what belongs to the command. */
export type CommandAnswer = { error: number; [field: string]: unknown };

type Wire = Record<string, unknown>;

/** What the command service's error numbers mean; 4 is an outcome of `forcesave`. */
const COMMAND_ERRORS: Record<number, { code: ErrorCode; message: string }> = {
  1: { code: 'DOCUMENT_NOT_FOUND', message: 'Docs has no document of this key' },
  2: { code: 'CALLBACK_URL_INVALID', message: 'Docs has no callback URL for this document' },
  3: { code: 'DOCS_INTERNAL', message: 'Docs failed inside' },
  5: { code: 'COMMAND_INVALID', message: 'this Docs does not know the command' },
};

const NOTHING_TO_SAVE = 4;
const FAILED_INSIDE = 3;
const MAX_TRIES = 3;
const PAUSE_MS = 300;

const ANSWER_TIMEOUT_MS = 10_000;
/** `info`, and a forced save that Docs sends again, wait for a callback handler; ours holds it for 22 s. */
const CALLBACK_TIMEOUT_MS = 25_000;
const TIMEOUTS_MS: Partial<Record<CommandName, number>> = {
  info: CALLBACK_TIMEOUT_MS,
  forcesave: CALLBACK_TIMEOUT_MS,
};

const answerSchema = z.looseObject({ error: z.int() });
const listSchema = z.object({ keys: z.array(z.string()) });
const versionSchema = z.object({ version: z.string() });

/** The first Docs whose builder takes a key that we choose. */
export const OWN_KEYS_SINCE = [7, 3] as const;

/** What a Docs that was built without a version number calls itself; such a one is from today. */
const UNSTAMPED = /^4\.1\.2(\.|$)/;

/**
 * Gives Docs a command. Before it touches a forgotten file it makes sure that Docs has one of exactly
 * this key, for Docs finds, and deletes, by prefix.
 *
 * @param timeoutMs for all of it; 25 s where Docs waits for a callback handler, otherwise 10
 * @param listed what `listForgotten` has just given, where many keys are asked for one by one
 * @returns Docs' answer as it came: its error is 0, or 4 for a forced save with nothing to save
 * @throws {GatewayError} DOCUMENT_NOT_FOUND, CONFLICT, CALLBACK_URL_INVALID, DOCS_INTERNAL, DOCS_AUTH,
 *   DOCS_UNAVAILABLE, DOCS_TIMEOUT or DOCS_PROTOCOL
 * @see https://api.onlyoffice.com/docs/docs-api/additional-api/command-service/
 */
export async function sendCommand(
  docs: DocsClient,
  command: Command,
  timeoutMs = TIMEOUTS_MS[command.c] ?? ANSWER_TIMEOUT_MS,
  listed?: string[],
): Promise<CommandAnswer> {
  const until = Date.now() + timeoutMs;
  const key = keyOf(command);
  if (key !== undefined && !isDocumentKey(key))
    throw new GatewayError('COMMAND_INVALID', `The key of a document ${DOCUMENT_KEY_RULE}.`);
  if (command.c === 'deleteForgotten' || command.c === 'getForgotten')
    requireForgotten(listed ?? (await listForgotten(docs, timeoutMs)), command.key);
  return give(docs, command, until);
}

/** The keys of all forgotten files that Docs lists, whoever they belong to. */
export async function listForgotten(
  docs: DocsClient,
  timeoutMs = ANSWER_TIMEOUT_MS,
): Promise<string[]> {
  const answer = await give(docs, { c: 'getForgottenList' }, Date.now() + timeoutMs);
  const { data } = listSchema.safeParse(answer);
  if (!data) throw new GatewayError('DOCS_PROTOCOL', 'Docs gave no list of its forgotten files');
  return data.keys;
}

/**
 * Makes sure that a key names one forgotten file and no other: a Docs that keeps them in S3 takes a key
 * for the beginning of keys.
 *
 * @throws {GatewayError} DOCUMENT_NOT_FOUND when it is not in the list, CONFLICT when others begin with it
 */
export function requireForgotten(keys: string[], key: string): void {
  if (!keys.includes(key))
    throw new GatewayError('DOCUMENT_NOT_FOUND', 'Docs has no forgotten file of this key.');
  const longer = keys.filter((other) => other !== key && other.startsWith(key)).length;
  if (longer === 0) return;
  const others = longer === 1 ? 'key of another file begins' : `keys of other files begin`;
  throw new GatewayError(
    'CONFLICT',
    `${longer} ${others} with this one, and Docs cannot tell them apart.`,
  );
}

/**
 * Asks Docs for its version, `9.0.4.50` for one: the cheapest question that needs a good secret.
 *
 * @param timeoutMs for the whole question
 * @throws {GatewayError} DOCS_UNAVAILABLE, DOCS_TIMEOUT, DOCS_AUTH or DOCS_PROTOCOL
 * @see https://api.onlyoffice.com/docs/docs-api/additional-api/command-service/version/
 */
export async function askVersion(docs: DocsClient, timeoutMs = 10_000): Promise<string> {
  const answer = await docs.ask('command', { c: 'version' }, { timeoutMs });
  const { data } = versionSchema.safeParse(answer);
  if (!data) {
    const docsError = docsErrorNumber(answer);
    const message = `Docs did not tell its version (error ${docsError})`;
    throw new GatewayError('DOCS_PROTOCOL', message, { docsError });
  }
  return data.version;
}

/** Whether a Docs of this version starts a build once under a key of ours: 7.3 and newer. */
export function supportsOwnKeys(version: string): boolean {
  if (UNSTAMPED.test(version)) return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [since, minorSince] = OWN_KEYS_SINCE;
  return major > since || (major === since && minor >= minorSince);
}

/** A command whose handling failed inside Docs is given again: none of them minds. */
async function give(docs: DocsClient, command: Command, until: number): Promise<CommandAnswer> {
  for (let tries = 1; ; tries++) {
    const timeoutMs = Math.max(1, until - Date.now());
    const answer = readAnswer(await docs.ask('command', wireOf(command), { timeoutMs }));
    const { error } = answer;
    if (error === 0 || (error === NOTHING_TO_SAVE && command.c === 'forcesave')) return answer;
    const later = Date.now() + PAUSE_MS < until;
    if (error !== FAILED_INSIDE || tries === MAX_TRIES || !later) throw failureOf(error);
    await sleep(PAUSE_MS);
  }
}

function wireOf(command: Command): Wire {
  if (command.c !== 'drop') return command;
  const { all, ...wire } = command;
  return wire;
}

function readAnswer(answer: unknown): CommandAnswer {
  const { data } = answerSchema.safeParse(answer);
  if (data) return data;
  throw new GatewayError('DOCS_PROTOCOL', 'Docs answered a command with something else');
}

function failureOf(docsError: number): GatewayError {
  const known = COMMAND_ERRORS[docsError];
  const code = known?.code ?? 'DOCS_PROTOCOL';
  const message = known?.message ?? 'Docs answered with an error that it does not document';
  return new GatewayError(code, `${message} (error ${docsError}).`, { docsError });
}
