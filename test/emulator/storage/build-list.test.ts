import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type BuildFilter, listBuilds } from '../../../shared/storage/rows/build-list.ts';
import {
  buildKey,
  putBuild,
  type StoredBuild,
  tryChangeBuild,
} from '../../../shared/storage/rows/builds.ts';
import type { Table } from '../../../shared/storage/rows/table.ts';
import { transact } from '../../../shared/storage/rows/transaction.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { buildOf, store } from '../../support/builds.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

/** Builds of one tenant, oldest first, each a second after the one before. */
async function storeMany(
  tenant: string,
  count: number,
  changed: (index: number) => Partial<StoredBuild> = () => ({}),
): Promise<StoredBuild[]> {
  const builds = Array.from({ length: count }, (_, index) =>
    buildOf({ tenant, createdAt: at(index), ...changed(index) }),
  );
  for (let index = 0; index < count; index += 25) {
    const puts = builds.slice(index, index + 25).map((build) => ({
      PutRequest: { Item: putBuild(build).put },
    }));
    await ours.client.send(new BatchWriteCommand({ RequestItems: { [ours.name]: puts } }));
  }
  return builds;
}

/** Every page, as the ids in it. */
async function pages(tenant: string, filter: BuildFilter): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listBuilds(ours, tenant, { ...filter, cursor: cursor ?? undefined });
    found.push(page.items.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor);
  return found;
}

const idsOf = (builds: StoredBuild[]) => builds.map(({ id }) => id).reverse();

test('a list is newest first, a tenant sees its own', async () => {
  const builds = await storeMany('order', 3);
  await storeMany('order2', 2);

  const { items, cursor } = await listBuilds(ours, 'order', { limit: 20 });

  deepEqual(items, builds.toReversed());
  equal(cursor, null);
  deepEqual(await listBuilds(ours, 'nobody', { limit: 20 }), { items: [], cursor: null });
});

test('pages are full and hold every build once', async () => {
  const builds = await storeMany('pages', 7);

  const found = await pages('pages', { limit: 3 });

  deepEqual(found.flat(), idsOf(builds));
  deepEqual(
    found.slice(0, 2).map(({ length }) => length),
    [3, 3],
  );
});

test('a full page is the last one when nothing comes behind it', async () => {
  await storeMany('full', 4, (index) => ({ status: index % 2 ? 'failed' : 'succeeded' }));

  equal((await listBuilds(ours, 'full', { limit: 4 })).cursor, null);
  equal((await listBuilds(ours, 'full', { limit: 2, status: 'failed' })).cursor, null);
  deepEqual(
    (await pages('full', { limit: 2 })).map(({ length }) => length),
    [2, 2],
  );
});

test('a page is no larger than a function can answer, and the next one goes on', async () => {
  const metadata = { filling: 'x'.repeat(300_000) };
  const builds = await storeMany('large', 20, () => ({ metadata }));

  const found = await pages('large', { limit: 100 });

  deepEqual(found.flat(), idsOf(builds));
  deepEqual(
    found.map(({ length }) => length),
    [13, 7],
  );
});

test('builds of one moment are told apart by their ids', async () => {
  const builds = await storeMany('moment', 5, () => ({ createdAt: at(0) }));

  const found = await pages('moment', { limit: 2 });

  deepEqual(
    found.flat(),
    builds
      .map(({ id }) => id)
      .sort()
      .reverse(),
  );
});

test('a build that came meanwhile shifts no page', async () => {
  const builds = await storeMany('shift', 4);
  const first = await listBuilds(ours, 'shift', { limit: 2 });
  await storeMany('shift', 1, () => ({ createdAt: at(60) }));

  const second = await listBuilds(ours, 'shift', { limit: 2, cursor: first.cursor ?? '' });

  deepEqual(
    [...first.items, ...second.items].map(({ id }) => id),
    idsOf(builds),
  );
});

test('filters are met, also together, and pages are full all the same', async () => {
  const builds = await storeMany('filters', 60, (index) => ({
    status: index % 2 ? 'failed' : 'succeeded',
    source: index % 3 ? { sha256: 'x' } : { template: 'invoice' },
    subject: index % 5 ? undefined : 'anna',
  }));
  const where = (isWanted: (build: StoredBuild) => boolean) => idsOf(builds.filter(isWanted));
  const failed = where(({ status }) => status === 'failed');
  const invoices = where(({ source }) => source.template === 'invoice');

  const found = await pages('filters', { limit: 20, status: 'failed' });
  deepEqual(found.flat(), failed);
  equal(found[0]?.length, 20);
  deepEqual((await pages('filters', { limit: 7, template: 'invoice' })).flat(), invoices);
  deepEqual(
    (
      await pages('filters', { limit: 1, subject: 'anna', status: 'failed', template: 'invoice' })
    ).flat(),
    where(
      ({ status, source, subject }) =>
        status === 'failed' && source.template === 'invoice' && subject === 'anna',
    ),
  );
});

test('builds are found by what their sender knows them by, within the tenant', async () => {
  const order = { correlationId: 'order#1' };
  const [first] = await storeMany('sender', 2, (index) => (index ? {} : order));
  await storeMany('sender2', 1, () => order);

  const { items } = await listBuilds(ours, 'sender', { limit: 20, correlationId: 'order#1' });

  deepEqual(items, [first]);
  const both = { limit: 20, correlationId: 'order#1', status: 'failed' as const };
  deepEqual((await listBuilds(ours, 'sender', both)).items, []);
});

test('builds in a list are as they are now', async () => {
  const build = await store(ours, buildOf({ tenant: 'now' }));
  const set = { status: 'cancelled' as const, endedAt: at(1) };
  await tryChangeBuild(ours, 'now', build.id, { from: 'running', set });

  const { items } = await listBuilds(ours, 'now', { limit: 20 });

  deepEqual(items, [{ ...build, ...set }]);
});

test('an erased build is in no list', async () => {
  const build = await store(ours, buildOf({ tenant: 'erased' }));
  const Item = { ...buildKey('erased', build.id), id: build.id, erased: true };
  await transact(ours, [{ put: Item }]);

  deepEqual((await listBuilds(ours, 'erased', { limit: 20 })).items, []);
});

test('a cursor that no list gave is refused by name', async () => {
  const wrong = ['', 'x', '%', Buffer.from('2026-01-01T00:00:00.000Z#short').toString('base64url')];
  for (const cursor of wrong.slice(1))
    await rejects(listBuilds(ours, 'order', { limit: 1, cursor }), {
      code: 'REQUEST_INVALID',
      details: { errors: [{ pointer: '/cursor', detail: 'was not issued by this API' }] },
    });
});

test('a cursor of another tenant shows nothing of that tenant', async () => {
  await storeMany('mine', 2);
  await storeMany('theirs', 2, () => ({ createdAt: at(5) }));
  const { cursor } = await listBuilds(ours, 'theirs', { limit: 1 });

  const { items } = await listBuilds(ours, 'mine', { limit: 20, cursor: cursor ?? '' });

  equal(
    items.every(({ tenant }) => tenant === 'mine'),
    true,
  );
});

/** The same table, which gives at most so many rows at a time, as if all others were too many for it. */
function sparing(rows: number) {
  let reads = 0;
  const send = async (command: { input: object }): Promise<unknown> => {
    if (!(command instanceof BatchGetCommand)) return ours.client.send(command as never);
    reads++;
    const { Keys = [] } = command.input.RequestItems?.[ours.name] ?? {};
    const answer = (keys: typeof Keys) =>
      ours.client.send(new BatchGetCommand({ RequestItems: { [ours.name]: { Keys: keys } } }));
    const { Responses } = rows > 0 ? await answer(Keys.slice(0, rows)) : {};
    return { Responses, UnprocessedKeys: { [ours.name]: { Keys: Keys.slice(rows) } } };
  };
  return { table: { ...ours, client: { send } } as unknown as Table, reads: () => reads };
}

test('what the table leaves out of an answer is asked for again', async () => {
  const builds = await storeMany('sparing', 5);
  const { table, reads } = sparing(2);

  const { items } = await listBuilds(table, 'sparing', { limit: 20 });

  deepEqual(items, builds.toReversed());
  equal(reads(), 3);
});

test('a table that gives nothing is asked eight times, and then the caller has to wait', async () => {
  await storeMany('refusing', 2);
  const { table, reads } = sparing(0);

  await rejects(listBuilds(table, 'refusing', { limit: 20 }), { code: 'TOO_MANY_REQUESTS' });

  equal(reads(), 8);
});
