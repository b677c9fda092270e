import { deepEqual } from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { alone } from '../../infra/local/lock.ts';

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

test('the lock of a process that has died is taken over', async () => {
  const lock = join(folder, 'dead.lock');
  await writeFile(lock, '999999999');

  deepEqual(await alone(lock, async () => 'done'), 'done');
});
