import type { Command } from '../docs/command-schema.ts';
import type { CommandAnswer } from '../docs/send-command.ts';
import { saveAndWait } from '../documents/force-save.ts';
import { type CommandDeps, runCommand } from '../documents/run-command.ts';
import { STATUS } from '../http-statuses.ts';
import { addLogFields } from '../log.ts';
import { viewFileWithLink } from '../storage/build-view.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import type { Answer } from './answer.ts';
import type { Call } from './call.ts';
import type { Caller } from './caller.ts';
import { MAX_WAIT_SECONDS } from './headers.ts';
import { type Holds, whileHeld } from './hold.ts';

/**
 * Sends a command to Docs and returns Docs' answer. A forgotten file has a link to its copy in the bucket.
 * With `Prefer: wait`, a forced save is answered once its file is in the bucket, unless too many calls are held.
 *
 * @throws {GatewayError} as `runCommand` does
 */
export async function answerCommand(
  deps: CommandDeps,
  holds: Holds,
  { caller: { tenant }, receivedAt, waitSeconds }: Call & { caller: Caller },
  command: Command,
): Promise<Answer> {
  addLogFields({ command: command.c });
  const timeoutMs = Math.max(1, receivedAt + MAX_WAIT_SECONDS * 1000 - Date.now());
  if (command.c !== 'forcesave' || waitSeconds === undefined) {
    const { answer, document } = await runCommand(deps, tenant, command, timeoutMs);
    const file = document && (await viewFileWithLink(deps.bucket, document));
    return { body: file ? { ...answer, url: file.url, document: file } : answer };
  }
  const until = receivedAt + waitSeconds * 1000;
  const save = () => saveAndWait(deps, tenant, command, until, timeoutMs);
  const held = await whileHeld(holds, until, save);
  if (!held) {
    const { answer } = await runCommand(deps, tenant, command, timeoutMs);
    return answerSave(deps, answer, undefined);
  }
  return {
    ...(await answerSave(deps, held.answer, held.document)),
    headers: { 'preference-applied': `wait=${waitSeconds}` },
  };
}

/** 202: Docs has started the save, and its file did not arrive in time. */
async function answerSave(
  { bucket }: CommandDeps,
  answer: CommandAnswer,
  document: StoredFile | undefined,
): Promise<Answer> {
  if (document === undefined)
    return { status: answer.error === 0 ? STATUS.accepted : STATUS.ok, body: answer };
  const file = await viewFileWithLink(bucket, document);
  return { body: { ...answer, document: file } };
}
