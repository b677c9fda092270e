import { putBuild, type StoredBuild } from '../../shared/storage/rows/builds.ts';
import { enterWaitingRoom } from '../../shared/storage/rows/waiting-room.ts';
import { tryTransact } from '../../shared/storage/table/transaction.ts';
import { storedBuild } from '../support/aws/fake-aws.ts';
import { type MemoryItems, memoryTable } from '../support/aws/memory-table.ts';

/** A build whose id is made from a number. */
export function numberedBuild(number: number, changed: Partial<StoredBuild> = {}): StoredBuild {
  const id = `01KAMXF9W0Q5T2M7Y3B8${String(number).padStart(6, '0')}`;
  const createdAt = new Date(Date.now() - 60_000 + number).toISOString();
  return storedBuild({
    id,
    run: `${id}-0123456789ab`,
    tenant: `tenant-${number % 3}`,
    status: 'queued',
    startedAt: undefined,
    createdAt,
    ...changed,
  });
}

/** Writes a build as admission does, with its place in the waiting room. */
export async function admit(items: MemoryItems, build: StoredBuild): Promise<void> {
  const table = memoryTable(
    items,
    async (send) => send(),
    () => {},
  );
  await tryTransact(table, [putBuild(build), enterWaitingRoom(build)]);
}
