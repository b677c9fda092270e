import { withFindings } from '../../build/script-warnings.ts';
import type { BuildAnswer } from '../../docs/builder.ts';
import { GatewayError } from '../../errors.ts';
import type { StoredBuild } from '../../storage/rows/builds.ts';
import type { Conversation, Move } from '../next-move.ts';
import { type CheckDeps, checkStagedScript } from './check-staged-script.ts';

/**
 * Checks the script of a build once Docs has it: at the first question while Docs runs it, at a later one when
 * Docs has ended.
 *
 * @returns the conversation with what was found; the row does not have it yet
 */
export async function checkWhileRunning(
  deps: CheckDeps,
  conversation: Conversation,
  answer: BuildAnswer | GatewayError,
): Promise<Conversation> {
  const { build, waits } = conversation;
  if (conversation.check !== undefined || !isTime(answer, waits)) return conversation;
  const check = await checkStagedScript(deps, build);
  const warnings = check ? withFindings(build.warnings, check.warnings) : build.warnings;
  return { ...conversation, check, build: { ...build, warnings } };
}

function isTime(answer: BuildAnswer | GatewayError, waits: number): boolean {
  if (answer instanceof GatewayError) return answer.details.docsError !== undefined;
  return answer.state === 'done' || waits === 0;
}

/** What is written before a move: the warnings too, if a later invocation may end the build. */
export function fieldsToRecord(
  { check, build: { warnings } }: Conversation,
  { move, record }: Extract<Move, { record?: unknown }>,
): Partial<StoredBuild> | undefined {
  const hasFindings = check !== undefined && check !== null && check.warnings.length > 0;
  return hasFindings && (record || move === 'wait') ? { ...record, warnings } : record;
}
