import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type BuildRun, getBuild, type StoredBuild } from '../../shared/storage/rows/builds.ts';
import { recordAsked } from '../../shared/storage/rows/running-build.ts';
import { freeSlotsOf, readSlots, takeSlot } from '../../shared/storage/rows/slots.ts';
import { turnAfter } from '../../shared/storage/rows/turns.ts';
import type { WaitingBuild } from '../../shared/storage/rows/waiting-room.ts';
import type { Table } from '../../shared/storage/table/table.ts';
import { store, waitingBuild } from './builds.ts';

const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString();

/** Takes the lowest free slot for a waiting build, as `start-build` does. @returns whether it took it */
export async function takeNextSlot(
  table: Table,
  build: WaitingBuild,
  limit = 100,
  deadline = IN_AN_HOUR,
): Promise<boolean> {
  const slots = await readSlots(table);
  const [slot] = freeSlotsOf(slots, limit);
  if (slot === undefined) return false;
  return takeSlot(table, build, { slot, turn: turnAfter(slots.turn, build) }, deadline);
}

/** A running build that has a slot and that Docs was not asked for. */
export async function unaskedBuild(
  table: Table,
  changed: Partial<StoredBuild> = {},
): Promise<StoredBuild> {
  const build = await store(table, waitingBuild(changed));
  await takeNextSlot(table, build);
  return (await getBuild(table, build.tenant, build.id)) ?? build;
}

/** A running build that has a slot and may be in Docs. */
export async function askedBuild(
  table: Table,
  changed: Partial<StoredBuild> = {},
): Promise<StoredBuild> {
  const build = await unaskedBuild(table, changed);
  return (await recordAsked(table, build))?.build ?? build;
}

/** Changes the slot of a build as if it had been taken so long ago; slot 99 for a build without one. */
export async function setHolder(table: Table, build: BuildRun, ageMs: number): Promise<void> {
  const { tenant, id, run } = build;
  const { slot = 99 } = (await readSlots(table)).holders[run] ?? {};
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { pk: 'SLOTS', sk: `SLOT#${String(slot).padStart(3, '0')}` },
      UpdateExpression: 'SET #run = :run, tenant = :tenant, id = :id, since = :since',
      ExpressionAttributeNames: { '#run': 'run' },
      ExpressionAttributeValues: {
        ':run': run,
        ':tenant': tenant,
        ':id': id,
        ':since': Date.now() - ageMs,
      },
    }),
  );
}
