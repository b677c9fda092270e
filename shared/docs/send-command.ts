import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { GatewayError } from '../errors.ts';
import { type DocsClient, docsErrorNumber } from './client.ts';
import { type Command, type CommandName, keyOf } from './command-schema.ts';
import { DOCUMENT_KEY_RULE, isDocumentKey } from './document-key.ts';
import { COMMAND_ERRORS } from './error-numbers.ts';
import { type ListedKeys, listedKeys } from './listed-keys.ts';

/** Docs' answer to a command: `error`, and fields that depend on the command. */
export type CommandAnswer = { error: number; [field: string]: unknown };

type Wire = Record<string, unknown>;

const NOTHING_TO_SAVE = 4;
const INTERNAL_ERROR = 3;
const MAX_TRIES = 3;
const PAUSE_MS = 300;

const ANSWER_TIMEOUT_MS = 10_000;
/**
 * For `info`, and for a forced save that Docs sends again, Docs waits for its callback handler first. The
 * handler of this gateway answers within 22 s.
 */
const CALLBACK_TIMEOUT_MS = 25_000;
const TIMEOUTS_MS: Partial<Record<CommandName, number>> = {
  info: CALLBACK_TIMEOUT_MS,
  forcesave: CALLBACK_TIMEOUT_MS,
};

/** All fields are returned, except `__proto__`: Zod drops it, and rows cannot contain it. */
const answerSchema = z.looseObject({ error: z.int() });
const listSchema = z.object({ keys: z.array(z.string()) });
const versionSchema = z.object({ version: z.string() });

/** The first version of Docs whose builder accepts a key from the request. */
export const OWN_KEYS_SINCE = [7, 3] as const;

/** The version that Docs reports if it was built without a version number; such a build is recent. */
const UNSTAMPED = /^4\.1\.2(\.|$)/;

/**
 * Sends a command to Docs. A command for a forgotten file is sent only if Docs lists exactly this key,
 * because Docs finds and deletes forgotten files by prefix.
 *
 * @param timeoutMs for the whole exchange; by default 25 s if Docs waits for its callback handler, else 10 s
 * @param listed what Docs lists now (`listForgotten`), to save a request for each of many keys
 * @returns Docs' answer; its `error` is 0, or 4 for a forced save with nothing to save
 * @throws {GatewayError} DOCUMENT_NOT_FOUND, CONFLICT, CALLBACK_URL_INVALID, DOCS_INTERNAL, DOCS_AUTH,
 *   DOCS_UNAVAILABLE, DOCS_TIMEOUT or DOCS_PROTOCOL
 * @see https://api.onlyoffice.com/docs/docs-api/additional-api/command-service/
 */
export async function sendCommand(
  docs: DocsClient,
  command: Command,
  timeoutMs = TIMEOUTS_MS[command.c] ?? ANSWER_TIMEOUT_MS,
  listed?: ListedKeys,
): Promise<CommandAnswer> {
  const until = Date.now() + timeoutMs;
  const key = keyOf(command);
  if (key !== undefined && !isDocumentKey(key))
    throw new GatewayError('COMMAND_INVALID', `The key of a document ${DOCUMENT_KEY_RULE}.`);
  if (command.c === 'deleteForgotten' || command.c === 'getForgotten')
    requireForgotten(listed ?? listedKeys(await listForgotten(docs, timeoutMs)), command.key);
  return send(docs, command, until);
}

/** The keys of all forgotten files that Docs lists, of all tenants. */
export async function listForgotten(
  docs: DocsClient,
  timeoutMs = ANSWER_TIMEOUT_MS,
): Promise<string[]> {
  const answer = await send(docs, { c: 'getForgottenList' }, Date.now() + timeoutMs);
  const { data } = listSchema.safeParse(answer);
  if (!data) throw new GatewayError('DOCS_PROTOCOL', 'Docs sent no list of its forgotten files');
  return data.keys;
}

/**
 * Checks that a key is the key of one forgotten file only (see `countLonger`).
 *
 * @throws {GatewayError} DOCUMENT_NOT_FOUND when the key is not listed, CONFLICT when other keys begin with it
 */
function requireForgotten(listed: ListedKeys, key: string): void {
  if (!listed.has(key))
    throw new GatewayError('DOCUMENT_NOT_FOUND', 'Docs has no forgotten file of this key.');
  const longer = listed.countLonger(key);
  if (longer === 0) return;
  const others = longer === 1 ? 'key of another file begins' : 'keys of other files begin';
  throw new GatewayError(
    'CONFLICT',
    `${longer} ${others} with this key, and Docs cannot tell them apart.`,
  );
}

/**
 * Asks Docs for its version, for example `9.0.4.50`. This is the cheapest request that needs a valid
 * secret.
 *
 * @param timeoutMs for the whole exchange
 * @throws {GatewayError} DOCS_UNAVAILABLE, DOCS_TIMEOUT, DOCS_AUTH or DOCS_PROTOCOL
 * @see https://api.onlyoffice.com/docs/docs-api/additional-api/command-service/version/
 */
export async function askVersion(docs: DocsClient, timeoutMs = ANSWER_TIMEOUT_MS): Promise<string> {
  const answer = await docs.ask('command', { c: 'version' }, { timeoutMs });
  const { data } = versionSchema.safeParse(answer);
  if (!data) {
    const docsError = docsErrorNumber(answer);
    const message = `Docs sent no version (error ${docsError})`;
    throw new GatewayError('DOCS_PROTOCOL', message, { docsError });
  }
  return data.version;
}

/** Whether Docs of this version accepts a build's key from the request: 7.3 and newer. */
export function supportsOwnKeys(version: string): boolean {
  if (UNSTAMPED.test(version)) return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [since, minorSince] = OWN_KEYS_SINCE;
  return major > since || (major === since && minor >= minorSince);
}

/** Sends a command, and again after an internal error of Docs: every command can be repeated safely. */
async function send(docs: DocsClient, command: Command, until: number): Promise<CommandAnswer> {
  for (let tries = 1; ; tries++) {
    const timeoutMs = Math.max(1, until - Date.now());
    const answer = readAnswer(await docs.ask('command', wireOf(command), { timeoutMs }));
    const { error } = answer;
    if (error === 0 || (error === NOTHING_TO_SAVE && command.c === 'forcesave')) return answer;
    const later = Date.now() + PAUSE_MS < until;
    if (error !== INTERNAL_ERROR || tries === MAX_TRIES || !later) throw failureOf(error);
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
  throw new GatewayError(
    'DOCS_PROTOCOL',
    'Docs sent an answer that is not the answer to a command',
  );
}

function failureOf(docsError: number): GatewayError {
  const known = COMMAND_ERRORS[docsError];
  const code = known?.code ?? 'DOCS_PROTOCOL';
  const message = known?.message ?? 'Docs sent an error number that it does not document';
  return new GatewayError(code, `${message} (error ${docsError}).`, { docsError });
}
