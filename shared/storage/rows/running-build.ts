import { equals, setIfAbsent } from '../table/expressions.ts';
import { changeIf } from '../table/items.ts';
import type { Table } from '../table/table.ts';
import { ConditionFailedError, transact, tryTransact } from '../table/transaction.ts';
import { type BuildRun, buildKey, type StoredBuild, withoutIndexKeys } from './builds.ts';
import { type BuildChange, changeBuild, tryChangeBuild } from './change-build.ts';
import { addCopyingBuild } from './copying-builds.ts';
import { releaseSlot } from './slots.ts';

/** A running build that may be in Docs; `isFirst`: this call recorded it, so Docs was not asked before. */
export type AskedBuild = { build: StoredBuild; isFirst: boolean };

/**
 * Records that Docs is asked for a running build from now on, unless that is recorded. As long as it is not,
 * whoever ends the build also frees its slot.
 *
 * @returns null if the build does not run
 */
export async function recordAsked(
  table: Table,
  { tenant, id }: Pick<BuildRun, 'tenant' | 'id'>,
): Promise<AskedBuild | null> {
  const now = new Date().toISOString();
  const row = await changeIf(
    table,
    buildKey(tenant, id),
    [setIfAbsent('askedSince', now)],
    [equals('status', 'running')],
  );
  return row ? { build: withoutIndexKeys(row), isFirst: row.askedSince === now } : null;
}

/**
 * Stores Docs' final answer and frees the slot, in one transaction. If the answer has files to copy, the
 * transaction also lists the build among those being copied. A second answer, one after a cancel, or one to
 * another key than the row's changes nothing.
 *
 * @param build as Docs was asked for it
 * @returns whether this answer was stored
 */
export async function storeAnswer(
  table: Table,
  build: StoredBuild,
  answer: Partial<StoredBuild>,
): Promise<boolean> {
  const writes = [
    changeBuild(build.tenant, build.id, {
      from: 'running',
      answered: false,
      underKeyOf: build,
      set: answer,
    }),
    ...(answer.answer ? [addCopyingBuild(build)] : []),
  ];
  try {
    await transact(table, [...writes, releaseSlot(build, tookMsOf(build))]);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const isRowRefused = error.writes.includes(0);
    return !isRowRefused && tryTransact(table, writes); // only the slot was refused: it is free already
  }
}

function tookMsOf({ startedAt }: StoredBuild): number | undefined {
  return startedAt === undefined ? undefined : Math.max(0, Date.now() - Date.parse(startedAt));
}

/** An ended build, and whether its slot was freed with its end. */
export type EndedBuild = { build: StoredBuild; isSlotFreed: boolean };

/**
 * Ends a running build. If Docs was never asked for it, its slot is freed in the same transaction. If not,
 * the slot stays until Docs has finished.
 *
 * @param build as last read, since it started
 * @returns null if it no longer ran, or was not as `change` requires
 */
export async function endRunning(
  table: Table,
  build: StoredBuild,
  change: Pick<BuildChange, 'set' | 'answered'>,
): Promise<EndedBuild | null> {
  const { tenant, id } = build;
  const end: BuildChange = { ...change, from: 'running' };
  if (isNeverAsked(build)) {
    const unasked = changeBuild(tenant, id, { ...end, asked: false });
    if (await tryTransact(table, [unasked, releaseSlot(build)]))
      return { build: withFields(build, change.set), isSlotFreed: true };
  }
  const ended = await tryChangeBuild(table, tenant, id, end);
  return ended && { build: ended, isSlotFreed: false };
}

/** Whether a build that has started was never asked for. Version 0.1 recorded neither, so Docs may have its builds. */
export function isNeverAsked({ slot, askedSince }: StoredBuild): boolean {
  return slot !== undefined && askedSince === undefined;
}

/** The row after a write of these fields; one that is undefined keeps its value. */
function withFields(build: StoredBuild, fields: Partial<StoredBuild>): StoredBuild {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...build, ...Object.fromEntries(set) };
}
