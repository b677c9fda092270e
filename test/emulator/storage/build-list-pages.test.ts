import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import type { StoredBuild } from '../../../shared/storage/rows/builds.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { at, idsOf, pagesOf, storeMany } from '../../support/build-lists.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

test('pages are full, and together have every build once', async () => {
  const builds = await storeMany(ours, 'pages', 7);

  const found = await pagesOf(ours, 'pages', { limit: 3 });

  deepEqual(found.flat(), idsOf(builds));
  deepEqual(
    found.slice(0, 2).map(({ length }) => length),
    [3, 3],
  );
});

test('a full page has no cursor if no build follows', async () => {
  await storeMany(ours, 'full', 4, (index) => ({ status: index % 2 ? 'failed' : 'succeeded' }));

  equal((await listBuilds(ours, 'full', { limit: 4 })).cursor, null);
  equal((await listBuilds(ours, 'full', { limit: 2, status: 'failed' })).cursor, null);
  deepEqual(
    (await pagesOf(ours, 'full', { limit: 2 })).map(({ length }) => length),
    [2, 2],
  );
});

test('a page ends before it exceeds the limit of Lambda, and the next page continues', async () => {
  const metadata = { filling: 'x'.repeat(300_000) };
  const builds = await storeMany(ours, 'large', 20, () => ({ metadata }));

  const found = await pagesOf(ours, 'large', { limit: 100 });

  deepEqual(found.flat(), idsOf(builds));
  deepEqual(
    found.map(({ length }) => length),
    [13, 7],
  );
});

test('builds of the same time are ordered by their ids', async () => {
  const builds = await storeMany(ours, 'moment', 5, () => ({ createdAt: at(0) }));

  const found = await pagesOf(ours, 'moment', { limit: 2 });

  deepEqual(
    found.flat(),
    builds
      .map(({ id }) => id)
      .sort()
      .reverse(),
  );
});

test('a build that is created between two pages shifts neither', async () => {
  const builds = await storeMany(ours, 'shift', 4);
  const first = await listBuilds(ours, 'shift', { limit: 2 });
  await storeMany(ours, 'shift', 1, () => ({ createdAt: at(60) }));

  const second = await listBuilds(ours, 'shift', { limit: 2, cursor: first.cursor ?? '' });

  deepEqual(
    [...first.items, ...second.items].map(({ id }) => id),
    idsOf(builds),
  );
});

test('filters can be combined, and filtered pages are full', async () => {
  const builds = await storeMany(ours, 'filters', 60, (index) => ({
    status: index % 2 ? 'failed' : 'succeeded',
    source: index % 3 ? { sha256: 'x' } : { template: 'invoice' },
    subject: index % 5 ? undefined : 'anna',
  }));
  const where = (isWanted: (build: StoredBuild) => boolean) => idsOf(builds.filter(isWanted));
  const failed = where(({ status }) => status === 'failed');
  const invoices = where(({ source }) => source.template === 'invoice');

  const found = await pagesOf(ours, 'filters', { limit: 20, status: 'failed' });
  deepEqual(found.flat(), failed);
  equal(found[0]?.length, 20);
  deepEqual((await pagesOf(ours, 'filters', { limit: 7, template: 'invoice' })).flat(), invoices);
  deepEqual(
    (
      await pagesOf(ours, 'filters', {
        limit: 1,
        subject: 'anna',
        status: 'failed',
        template: 'invoice',
      })
    ).flat(),
    where(
      ({ status, source, subject }) =>
        status === 'failed' && source.template === 'invoice' && subject === 'anna',
    ),
  );
});

test('a cursor that was not issued is refused by its parameter', async () => {
  const wrong = ['', 'x', '%', Buffer.from('2026-01-01T00:00:00.000Z#short').toString('base64url')];
  for (const cursor of wrong.slice(1))
    await rejects(listBuilds(ours, 'order', { limit: 1, cursor }), {
      code: 'REQUEST_INVALID',
      details: { errors: [{ parameter: 'cursor', detail: 'was not issued by this API' }] },
    });
});

test('a cursor of another tenant returns no builds of that tenant', async () => {
  await storeMany(ours, 'mine', 2);
  await storeMany(ours, 'theirs', 2, () => ({ createdAt: at(5) }));
  const { cursor } = await listBuilds(ours, 'theirs', { limit: 1 });

  const { items } = await listBuilds(ours, 'mine', { limit: 20, cursor: cursor ?? '' });

  equal(
    items.every(({ tenant }) => tenant === 'mine'),
    true,
  );
});
