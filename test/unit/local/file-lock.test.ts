import { deepEqual } from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withFileLock } from '../../../infra/local/file-lock.ts';

const folder = await mkdtemp(join(tmpdir(), 'lock-'));
after(() => rm(folder, { recursive: true }));

test('work under one lock file runs one after the other, even if some of it fails', async () => {
  const steps: string[] = [];
  const lock = join(folder, 'one.lock');
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise(setImmediate);
    steps.push(`${name} ends`);
    if (name === 'a') throw new Error('no');
  };

  await Promise.allSettled([withFileLock(lock, work('a')), withFileLock(lock, work('b'))]);

  deepEqual(steps.toSorted().length, 4);
  deepEqual([steps[0]?.[0], steps[2]?.[0]], [steps[1]?.[0], steps[3]?.[0]]);
  deepEqual(await readdir(folder), []);
});

/** The id of a process that does not exist. */
const DEAD = '999999999';

for (const [what, holder] of [
  ['the lock file of a process that has died', DEAD],
  ['a lock file without a process id', ''],
] as const) {
  test(`${what} is taken over by one process after the other, even if several wait for it`, async () => {
    const lock = join(folder, 'dead.lock');
    await writeFile(lock, holder);
    let inside = 0;
    const seen: number[] = [];
    const work = async () => {
      seen.push(++inside);
      await readdir(folder); // takes long enough for another process to begin
      inside--;
    };

    await Promise.all(Array.from({ length: 5 }, () => withFileLock(lock, work)));

    deepEqual(seen, Array(5).fill(1));
    deepEqual(await readdir(folder), []);
  });
}

test('a process that dies while it takes over a lock file blocks no other process', async () => {
  const lock = join(folder, 'dead.lock');
  await writeFile(lock, DEAD);
  await writeFile(`${lock}.dead`, DEAD);

  deepEqual(await withFileLock(lock, async () => 'done'), 'done');
  deepEqual(await readdir(folder), []);
});
