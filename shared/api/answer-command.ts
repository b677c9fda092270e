import type { CommandAnswer } from '../docs/command.ts';
import type { Command } from '../docs/command-schema.ts';
import { saveAndWait } from '../documents/force-save.ts';
import { type Commander, runCommand } from '../documents/run-command.ts';
import { addLogFields } from '../log.ts';
import { viewFileWithLink } from '../storage/build-view.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import type { Caller } from './caller.ts';
import { MAX_WAIT_SECONDS } from './headers.ts';
import type { Answer, Call } from './http.ts';

/**
 * Gives Docs the command of a call and answers with what Docs says; a file comes with a link of ours. A
 * forced save is held, where the caller asks for it, until its file lies in the bucket.
 *
 * @throws {GatewayError} as `runCommand` does
 */
export async function answerCommand(
  commander: Commander,
  { caller: { tenant }, receivedAt, waitSeconds }: Call & { caller: Caller },
  command: Command,
): Promise<Answer> {
  addLogFields({ command: command.c });
  const timeoutMs = Math.max(1, receivedAt + MAX_WAIT_SECONDS * 1000 - Date.now());
  if (command.c !== 'forcesave' || waitSeconds === undefined) {
    const { answer, document } = await runCommand(commander, tenant, command, timeoutMs);
    const file = document && (await viewFileWithLink(commander.keeper.bucket, document));
    return { body: file ? { ...answer, url: file.url, document: file } : answer };
  }
  const until = receivedAt + waitSeconds * 1000;
  const { answer, document } = await saveAndWait(commander, tenant, command, until, timeoutMs);
  return {
    ...(await answerSave(commander, answer, document)),
    headers: { 'preference-applied': `wait=${waitSeconds}` },
  };
}

/** 202 says that the save was asked for and its file has not come yet. */
async function answerSave(
  { keeper }: Commander,
  answer: CommandAnswer,
  document: StoredFile | undefined,
): Promise<Answer> {
  if (document === undefined) return { status: answer.error === 0 ? 202 : 200, body: answer };
  const file = await viewFileWithLink(keeper.bucket, document);
  return { body: { ...answer, document: file } };
}
