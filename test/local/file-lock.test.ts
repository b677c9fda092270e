import { deepEqual } from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { alone } from '../../infra/local/file-lock.ts';

const folder = await mkdtemp(join(tmpdir(), 'lock-'));
after(() => rm(folder, { recursive: true }));

test('work under one lock is done one after the other, also when some of it fails', async () => {
  const steps: string[] = [];
  const lock = join(folder, 'one.lock');
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise(setImmediate);
    steps.push(`${name} ends`);
    if (name === 'a') throw new Error('no');
  };

  await Promise.allSettled([alone(lock, work('a')), alone(lock, work('b'))]);

  deepEqual(steps.toSorted().length, 4);
  deepEqual([steps[0]?.[0], steps[2]?.[0]], [steps[1]?.[0], steps[3]?.[0]]);
  deepEqual(await readdir(folder), []);
});

/** A process that there is not. */
const DEAD = '999999999';

for (const [what, holder] of [
  ['the lock of a process that has died', DEAD],
  ['a lock in which no process is named', ''],
] as const) {
  test(`${what} is taken over by one after the other, though many wait for it`, async () => {
    const lock = join(folder, 'dead.lock');
    await writeFile(lock, holder);
    let inside = 0;
    const seen: number[] = [];
    const work = async () => {
      seen.push(++inside);
      await readdir(folder); // long enough for another to come in
      inside--;
    };

    await Promise.all(Array.from({ length: 5 }, () => alone(lock, work)));

    deepEqual(seen, Array(5).fill(1));
    deepEqual(await readdir(folder), []);
  });
}

test('whoever dies over taking a dead lock over blocks nobody', async () => {
  const lock = join(folder, 'dead.lock');
  await writeFile(lock, DEAD);
  await writeFile(`${lock}.dead`, DEAD);

  deepEqual(await alone(lock, async () => 'done'), 'done');
  deepEqual(await readdir(folder), []);
});
