import { isDeepStrictEqual } from 'node:util';
import type { BuildRow, SeenEvent, StoredFile, Violation, World } from './world.ts';

const TYPES: Record<string, string> = {
  succeeded: 'Build Succeeded',
  failed: 'Build Failed',
  cancelled: 'Build Cancelled',
};

const isEnded = ({ status }: BuildRow) => status in TYPES;

/** Every build has ended. */
export function checkEnds({ rows }: World): Violation[] {
  return rows
    .filter((row) => !isEnded(row))
    .map(({ id, status }) => ({ rule: 'every build ends', detail: `${id} is ${status}` }));
}

/** Every build that ended has exactly one end event id, of its status and with its files and error. */
export function checkEvents(world: World): Violation[] {
  const erased = world.tombstones.map((id) => ({ id, row: undefined }));
  const ended = world.rows.filter(isEnded).map((row) => ({ id: row.id, row }));
  return [...ended, ...erased].flatMap(({ id, row }) => {
    const about = world.events.filter(({ type, data }) => isEnd(type) && data.id === id);
    const ids = new Set(about.map(({ eventId }) => eventId));
    if (ids.size !== 1)
      return [{ rule: 'one event', detail: `${id} has ${ids.size} end event ids` }];
    return row ? about.flatMap((event) => differences(row, event)) : [];
  });
}

const isEnd = (type: string) => Object.values(TYPES).includes(type);

function differences(row: BuildRow, { type, data }: SeenEvent): Violation[] {
  const said = { type, files: filesOf(data.files as StoredFile[]), error: codeOf(data.error) };
  const stored = {
    type: TYPES[row.status],
    files: filesOf(row.files ?? []),
    error: codeOf(row.error),
  };
  if (isDeepStrictEqual(said, stored)) return [];
  const detail = `${row.id}: the event says ${JSON.stringify(said)}, the row ${JSON.stringify(stored)}`;
  return [{ rule: 'the event agrees with the row', detail }];
}

const codeOf = (error: unknown) => (error as { code?: string } | null | undefined)?.code ?? null;

const filesOf = (files: StoredFile[]) =>
  files.map(({ name, key, size, sha256 }) => ({ name, key, size, sha256 }));

/** What a caller was told stays: an end, a cancel, and an erasure with all its files. */
export function checkPromises(world: World): Violation[] {
  return world.requests.flatMap(({ action, end, cancelled, erased }) => {
    const broken: string[] = [];
    const rowOf = (id: string | undefined) => world.rows.find((row) => row.id === id);
    const cancelledRow = rowOf(cancelled);
    if (cancelledRow && cancelledRow.status !== 'cancelled')
      broken.push(`was cancelled and is ${cancelledRow.status}`);
    const endRow = rowOf(end?.id);
    if (end && endRow && (endRow.status !== end.status || endRow.endedAt !== end.endedAt))
      broken.push(`was ${end.status} and is ${endRow.status}`);
    if (end && !endRow && end.id !== erased) broken.push(`was ${end.status} and has no row`);
    if (erased) broken.push(...leftOf(world, erased));
    return broken.map((what) => ({
      rule: 'what was said is kept',
      detail: `${action.name} ${what}`,
    }));
  });
}

function leftOf({ rows, tombstones, versions, staged }: World, id: string): string[] {
  const left: string[] = [];
  if (rows.some((row) => row.id === id)) left.push('was erased and has a row');
  if (!tombstones.includes(id)) left.push('was erased and left no tombstone');
  for (const { key } of versions)
    if (key.split('/')[2] === id) left.push(`was erased and has ${key}`);
  for (const key of staged)
    if (key.startsWith(`scripts/${id}-`)) left.push(`was erased and has ${key}`);
  return left;
}
