import { equal } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { changeSince, looksOf } from '../../../infra/local/author/watch-files.ts';

const folder = await mkdtemp(join(tmpdir(), 'watch-'));
after(() => rm(folder, { recursive: true }));
const never = new AbortController().signal;

test('a change that was made before the wait began is seen', async () => {
  const path = join(folder, 'changed.txt');
  await writeFile(path, 'first');
  const before = await looksOf([path]);
  await writeFile(path, 'second');

  equal(await changeSince(before, never), true);
});

test('a file that appears is a change, and one that disappears too', async () => {
  const path = join(folder, 'new.txt');
  const absent = await looksOf([path]);
  const appears = changeSince(absent, never);
  await writeFile(path, 'text');

  equal(await appears, true);
  const present = await looksOf([path]);
  const disappears = changeSince(present, never);
  await rm(path);
  equal(await disappears, true);
});

test('a wait ends without a change when its signal aborts', async () => {
  const stop = new AbortController();
  const wait = changeSince(await looksOf([join(folder, 'none.txt')]), stop.signal);
  stop.abort();

  equal(await wait, false);
});
