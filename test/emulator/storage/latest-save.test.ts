import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { type Bucket, readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import {
  type Latest,
  type LatestJson,
  moveLatest,
} from '../../../shared/storage/objects/latest-save.ts';
import { freshBucket } from '../../support/aws/resources.ts';
import { fileOf } from '../../support/builds.ts';

let bucket: Bucket;
before(async () => {
  bucket = await freshBucket();
});

let documents = 0;
const freshKey = () => `document-${++documents}`;

function latestOf(key: string, lastsave: string, status: Latest['status'] = 'force-saved'): Latest {
  const files = { document: fileOf(), changes: null, history: null, form: null };
  return { key, lastsave, status, savedAt: '2026-11-22T08:00:10.000Z', files };
}

async function latestAt(key: string): Promise<LatestJson> {
  return JSON.parse((await readText(bucket, keys.latest('acme', key))) ?? 'null') as LatestJson;
}

const atMinute = (minute: number) => `2026-11-22T08:${String(minute).padStart(2, '0')}:00.000Z`;

test("latest.json has Docs' number as its status, and the save number as its turn", async () => {
  const save = latestOf(freshKey(), atMinute(1));
  const { key, lastsave, savedAt, files } = save;

  equal(await moveLatest(bucket, 'acme', save), true);
  deepEqual(await latestAt(key), { key, lastsave, status: 6, savedAt, files });

  equal(await moveLatest(bucket, 'acme', { ...save, saveNumber: 2 }), true);
  deepEqual(await latestAt(key), { key, lastsave, turn: 2, status: 6, savedAt, files });
});

test('an older save never replaces a newer one', async () => {
  const key = freshKey();
  await moveLatest(bucket, 'acme', latestOf(key, atMinute(2)));

  equal(await moveLatest(bucket, 'acme', latestOf(key, atMinute(1), 'saved')), false);

  equal((await latestAt(key)).lastsave, atMinute(2));
});

test('times are compared as times, however they are written', async () => {
  const key = freshKey();
  await moveLatest(bucket, 'acme', latestOf(key, '2026-11-22T08:00:00.500Z'));

  equal(await moveLatest(bucket, 'acme', latestOf(key, '2026-11-22T08:00:00Z')), false);
});

test('the final save is newer than a forced save of the same time', async () => {
  const [first, second] = [freshKey(), freshKey()];
  const forced = (key: string) => latestOf(key, atMinute(1), 'force-saved');
  const final = (key: string) => latestOf(key, atMinute(1), 'saved');

  for (const save of [forced(first), final(first), final(second), forced(second)])
    await moveLatest(bucket, 'acme', save);

  deepEqual([(await latestAt(first)).status, (await latestAt(second)).status], [2, 2]);
});

test('the later of two saves within one second is the newest, whichever comes first', async () => {
  const [one, other] = [freshKey(), freshKey()];
  const first = (key: string) => latestOf(key, atMinute(1));
  const second = (key: string) => ({ ...latestOf(key, atMinute(1)), saveNumber: 2 });

  for (const save of [first(one), second(one), first(one), second(other), first(other)])
    await moveLatest(bucket, 'acme', save);

  deepEqual([(await latestAt(one)).turn, (await latestAt(other)).turn], [2, 2]);
});

test('a final save is the newest, however many were forced in its second', async () => {
  const key = freshKey();

  await moveLatest(bucket, 'acme', latestOf(key, atMinute(1), 'saved'));

  equal(await moveLatest(bucket, 'acme', { ...latestOf(key, atMinute(1)), saveNumber: 2 }), false);
});

test('a forgotten file without a time replaces nothing', async () => {
  const key = freshKey();
  const unknown = latestOf(key, 'sha256-0123456789abcdef', 'forgotten');

  equal(await moveLatest(bucket, 'acme', unknown), true);
  equal(await moveLatest(bucket, 'acme', latestOf(key, atMinute(1))), true);
  equal(await moveLatest(bucket, 'acme', unknown), false);

  equal((await latestAt(key)).lastsave, atMinute(1));
});

test('concurrent saves in any order end with the newest save as latest', async () => {
  const minutes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(minutes, async (order) => {
      const key = freshKey();

      await Promise.all(
        order.map((minute) => moveLatest(bucket, 'acme', latestOf(key, atMinute(minute)))),
      );

      equal((await latestAt(key)).lastsave, atMinute(Math.max(...order)));
    }),
    { numRuns: 10 },
  );
});
