import type { Command } from '../docs/command-schema.ts';
import type { CommandAnswer } from '../docs/send-command.ts';
import { ownUserdata } from '../docs/userdata.ts';
import { isNewer } from '../storage/objects/latest-save.ts';
import { pollUntil } from '../storage/poll.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import { findSaves, type SavedDocument } from '../storage/rows/saves.ts';
import { type CommandDeps, runCommand } from './run-command.ts';

export type ForcedSave = {
  answer: CommandAnswer;
  /** The stored document; absent if it was not stored in time. */
  document?: StoredFile;
};

/** How long to wait for the requested save after Docs has sent an earlier result again. */
const EARLIER_RESULT_MS = 3_000;

type Forcesave = Extract<Command, { c: 'forcesave' }>;
type Found = { requested?: SavedDocument; other?: SavedDocument };

/**
 * Sends a `forcesave` command and waits until its file is stored. The save is recognized by its
 * `userdata`. If the callback of the forced save before this one failed, Docs sends that result again
 * before it answers, with the earlier `userdata`. That save is returned if the requested one does not come.
 *
 * @param until in milliseconds since 1970
 * @throws {GatewayError} as `runCommand` does
 */
export async function saveAndWait(
  deps: CommandDeps,
  tenant: string,
  command: Forcesave,
  until: number,
  timeoutMs: number,
): Promise<ForcedSave> {
  const since = Date.now();
  const userdata = command.userdata || ownUserdata();
  const { answer } = await runCommand(deps, tenant, { ...command, userdata }, timeoutMs);
  if (answer.error !== 0) return { answer };

  const answeredAt = Date.now();
  const look = async (): Promise<Found> => {
    const saves = await findSaves(deps.table, tenant, command.key, since);
    return { requested: saves.find((save) => save.userdata === userdata), other: newestOf(saves) };
  };
  const isEnough = ({ requested, other }: Found) =>
    requested !== undefined || (other !== undefined && isSentAgain(other, answeredAt));
  const { requested, other } = await pollUntil(look, isEnough, until);
  return { answer, document: (requested ?? other)?.files.document ?? undefined };
}

/** Whether a save was seen before Docs answered, and the requested one had time to come since. */
function isSentAgain({ seenAt }: SavedDocument, answeredAt: number): boolean {
  return Date.parse(seenAt) <= answeredAt && Date.now() >= answeredAt + EARLIER_RESULT_MS;
}

function newestOf(saves: SavedDocument[]): SavedDocument | undefined {
  return saves.reduce<SavedDocument | undefined>(
    (newest, save) => (newest && !isNewer(save, newest) ? newest : save),
    undefined,
  );
}
