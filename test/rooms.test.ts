import { deepEqual } from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { test } from 'node:test';

/** The folder of `shared/` that a file lies in; undefined for those that all rooms use. */
function roomOf(file: string): string | undefined {
  const [, room, name] = file.split(sep);
  return name === undefined ? undefined : room;
}

/** Each room with those that it imports from. */
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

test('no room of shared/ imports from one that imports from it, by whatever way', () => {
  const left = roomsOf(globSync('shared/**/*.ts'));

  // Whoever imports from no room that is left goes, until nobody can.
  let before = 0;
  while (left.size !== before) {
    before = left.size;
    for (const [room, imported] of [...left])
      if (![...imported].some((other) => left.has(other))) left.delete(room);
  }

  deepEqual([...left.keys()], []);
});
