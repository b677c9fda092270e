import type { CommandAnswer } from '../docs/command.ts';
import type { Command } from '../docs/command-schema.ts';
import { ownUserdata } from '../docs/userdata.ts';
import { isNewer } from '../storage/objects/latest-save.ts';
import type { StoredFile } from '../storage/rows/builds.ts';
import { findSaves, type SavedDocument } from '../storage/rows/saves.ts';
import { lookUntil } from '../storage/rows/wait-for-end.ts';
import { type CommandDeps, runCommand } from './run-command.ts';

export type ForcedSave = {
  answer: CommandAnswer;
  /** The saved document, once it lies in the bucket; absent when it has not come in time. */
  document?: StoredFile;
};

/** How long a result that Docs sent again may still be overtaken by the one that was asked for. */
const OVERTAKEN_MS = 3_000;

type Forcesave = Extract<Command, { c: 'forcesave' }>;
type Found = { ours?: SavedDocument; other?: SavedDocument };

/**
 * Has Docs save a document now, and holds until its callback has brought the file. The callback is known
 * by its `userdata`. When the forced save before this one could not be delivered, Docs sends that result
 * again before it answers, with the userdata of then: it is taken when none of ours comes.
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
    return { ours: saves.find((save) => save.userdata === userdata), other: newestOf(saves) };
  };
  const isEnough = ({ ours, other }: Found) =>
    ours !== undefined || (other !== undefined && isSentAgain(other, answeredAt));
  const { ours, other } = await lookUntil(look, isEnough, until);
  return { answer, document: (ours ?? other)?.files.document ?? undefined };
}

/** Whether it was seen before Docs answered, and long enough ago for ours to have come. */
function isSentAgain({ seenAt }: SavedDocument, answeredAt: number): boolean {
  return Date.parse(seenAt) <= answeredAt && Date.now() >= answeredAt + OVERTAKEN_MS;
}

function newestOf(saves: SavedDocument[]): SavedDocument | undefined {
  return saves.reduce<SavedDocument | undefined>(
    (newest, save) => (newest && !isNewer(save, newest) ? newest : save),
    undefined,
  );
}
