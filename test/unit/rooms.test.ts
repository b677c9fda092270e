import { deepEqual } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { test } from 'node:test';

/** The folder of `shared/` that a file is in; undefined for files directly in `shared/`. */
function roomOf(file: string): string | undefined {
  const [, room, name] = file.split(sep);
  return name === undefined ? undefined : room;
}

/** Each folder with the folders that it imports from. */
function roomsOf(files: string[]): Map<string, Set<string>> {
  const rooms = new Map<string, Set<string>>();
  for (const file of files) {
    const from = roomOf(file) ?? 'for all';
    const imported = rooms.get(from) ?? new Set();
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/ from '(\.[^']*)';/g)) {
      const to = roomOf(join(dirname(file), path));
      if (to !== undefined && to !== from) imported.add(to);
    }
    rooms.set(from, imported);
  }
  return rooms;
}

test('no folder of shared/ imports, directly or indirectly, from a folder that imports from it', () => {
  const left = roomsOf(globSync('shared/**/*.ts'));

  // Remove every folder that imports from no remaining folder, until none can be removed.
  let before = 0;
  while (left.size !== before) {
    before = left.size;
    for (const [room, imported] of [...left])
      if (![...imported].some((other) => left.has(other))) left.delete(room);
  }

  deepEqual([...left.keys()], []);
});
