import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Build } from '../../../shared/client/types.ts';
import { buildFeed } from '../../../shared/console/builds/build-feed.ts';
import { buildTitle, originWord, sourceWord } from '../../../shared/console/builds/build-title.ts';
import { mergeList } from '../../../shared/console/builds/merge-list.ts';

/** A build of the list; a higher number is newer. */
const build = (number: number, more = {}) =>
  ({
    id: `id-${String(number).padStart(4, '0')}`,
    createdAt: new Date(number * 1000).toISOString(),
    ...more,
  }) as Build;

const numbersOf = (builds: readonly Build[]) => builds.map(({ id }) => Number(id.slice(3)));
/** Numbers from high to low, both included. */
const down = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, n) => from - n);

/** A gateway with these builds, which a test may replace. */
function gatewayOf(numbers: number[]) {
  const state = { numbers, fails: false };
  const gateway = {
    async *builds() {
      if (state.fails) throw new Error('no connection');
      for (const number of state.numbers) yield build(number);
    },
  };
  return { state, gateway };
}

test('a list that is read again has the new state of each build and keeps the older ones', () => {
  const known = [build(5), build(4), build(3), build(2)];
  const fresh = [build(6), build(5, { status: 'failed' }), build(3)];

  const merged = mergeList(known, fresh, false);

  deepEqual(numbersOf(merged), [6, 5, 3, 2]);
  equal(merged[1]?.status, 'failed');
});

test('a list that was read to its end has nothing else', () => {
  deepEqual(numbersOf(mergeList([build(2), build(1)], [build(2)], true)), [2]);
  deepEqual(mergeList([build(2)], [], true), []);
});

test('a feed shows a hundred builds, then a hundred more each time', async () => {
  const { gateway } = gatewayOf(down(250, 1));
  const feed = buildFeed(gateway, {}, () => {});

  await feed.refresh();
  const first = feed.now();
  await feed.more();
  const second = feed.now();
  await feed.more();
  const third = feed.now();

  deepEqual([first.builds.length, first.isAll], [100, false]);
  deepEqual([second.builds.length, second.isAll], [200, false]);
  deepEqual([numbersOf(third.builds), third.isAll], [down(250, 1), true]);
});

test('a build that was erased disappears from the list, and a new one is at its top', async () => {
  const { gateway, state } = gatewayOf([3, 2, 1]);
  const feed = buildFeed(gateway, {}, () => {});
  await feed.refresh();

  state.numbers = [4, 3, 1];
  await feed.refresh();

  deepEqual(numbersOf(feed.now().builds), [4, 3, 1]);
});

test('a list begins anew when more builds arrived than are read at a time', async () => {
  const { gateway, state } = gatewayOf(down(3, 1));
  const feed = buildFeed(gateway, {}, () => {});
  await feed.refresh();

  state.numbers = down(150, 1);
  await feed.refresh();
  const anew = feed.now();
  await feed.more();

  deepEqual([numbersOf(anew.builds), anew.isAll], [down(150, 51), false]);
  deepEqual([numbersOf(feed.now().builds), feed.now().isAll], [down(150, 1), true]);
});

test('a list keeps what it shows when it cannot be read, and says why', async () => {
  const { gateway, state } = gatewayOf([2, 1]);
  const feed = buildFeed(gateway, {}, () => {});
  await feed.refresh();

  state.fails = true;
  const worked = await feed.refresh();

  equal(worked, false);
  deepEqual(numbersOf(feed.now().builds), [2, 1]);
  equal((feed.now().error as Error).message, 'no connection');
  state.fails = false;
  equal(await feed.refresh(), true);
  equal(feed.now().error, undefined);
});

test('what arrives after the reader left the list changes nothing', async () => {
  const { gateway } = gatewayOf([1]);
  let changes = 0;
  const feed = buildFeed(gateway, {}, () => {
    changes += 1;
  });

  await feed.refresh(AbortSignal.abort());

  equal(changes, 0);
});

test('a build is named after the place that its script came from', () => {
  const sources = [
    { template: 'invoice' },
    { upload: 'inbox/default/report/monday.json' },
    { url: 'https://files.example.com/a/report.docbuilder' },
    { sha256: 'ab' },
  ];

  deepEqual(
    sources.map((source) => [buildTitle({ source }), sourceWord({ source })]),
    [
      ['invoice', 'template'],
      ['monday.json', 'upload'],
      ['report.docbuilder', 'from a URL'],
      ['Script', 'sent with the request'],
    ],
  );
  deepEqual(['sqs', 'fax'].map(originWord), ['Queue', 'fax']);
});
