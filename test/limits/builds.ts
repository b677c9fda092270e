import { putBuild, type StoredBuild } from '../../shared/storage/rows/builds.ts';
import { enterWaitingRoom } from '../../shared/storage/rows/waiting-room.ts';
import { tryTransact } from '../../shared/storage/table/transaction.ts';
import { storedBuild } from '../support/aws/fake-aws.ts';
import { eventOf } from '../support/aws/http-event.ts';
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

export const SCRIPT = 'builder.CreateFile("docx");\nbuilder.SaveFile("docx", "a.docx");\n';
export const CLAIMS = {
  scope: 'builds:write builds:read scripts:run',
  tenant: 'tenant-0',
  sub: 'anna',
};

/** The event of a request for a build of this script. */
export function postBuild(script: string) {
  return eventOf('POST /v1/builds', {
    claims: CLAIMS,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ script })),
  });
}
