import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { listBuilds } from '../../../shared/storage/rows/build-list.ts';
import { buildKey } from '../../../shared/storage/rows/builds.ts';
import { tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { transact } from '../../../shared/storage/table/transaction.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { at, storeMany } from '../../support/build-lists.ts';
import { buildOf, store } from '../../support/builds.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

test('listBuilds() returns the builds of one tenant, newest first', async () => {
  const builds = await storeMany(ours, 'order', 3);
  await storeMany(ours, 'order2', 2);

  const { items, cursor } = await listBuilds(ours, 'order', { limit: 20 });

  deepEqual(items, builds.toReversed());
  equal(cursor, null);
  deepEqual(await listBuilds(ours, 'nobody', { limit: 20 }), { items: [], cursor: null });
});

test('a correlation id finds builds of its tenant only', async () => {
  const order = { correlationId: 'order#1' };
  const [first] = await storeMany(ours, 'sender', 2, (index) => (index ? {} : order));
  await storeMany(ours, 'sender2', 1, () => order);

  const { items } = await listBuilds(ours, 'sender', { limit: 20, correlationId: 'order#1' });

  deepEqual(items, [first]);
  const both = { limit: 20, correlationId: 'order#1', status: 'failed' as const };
  deepEqual((await listBuilds(ours, 'sender', both)).items, []);
});

test('a list returns builds with their current status', async () => {
  const build = await store(ours, buildOf({ tenant: 'now' }));
  const set = { status: 'cancelled' as const, endedAt: at(1) };
  await tryChangeBuild(ours, 'now', build.id, { from: 'running', set });

  const { items } = await listBuilds(ours, 'now', { limit: 20 });

  deepEqual(items, [{ ...build, ...set }]);
});

test('a list omits erased builds', async () => {
  const build = await store(ours, buildOf({ tenant: 'erased' }));
  const Item = { ...buildKey('erased', build.id), id: build.id, erased: true };
  await transact(ours, [{ put: Item }]);

  deepEqual((await listBuilds(ours, 'erased', { limit: 20 })).items, []);
});

/** The same table, which returns at most so many rows per read and reports the others as unprocessed. */
function limited(rows: number) {
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

test('rows that DynamoDB leaves out of an answer are read again', async () => {
  const builds = await storeMany(ours, 'limited', 5);
  const { table, reads } = limited(2);

  const { items } = await listBuilds(table, 'limited', { limit: 20 });

  deepEqual(items, builds.toReversed());
  equal(reads(), 3);
});

test('listBuilds() throws TOO_MANY_REQUESTS if DynamoDB returns no rows in eight reads', async () => {
  await storeMany(ours, 'refusing', 2);
  const { table, reads } = limited(0);

  await rejects(listBuilds(table, 'refusing', { limit: 20 }), { code: 'TOO_MANY_REQUESTS' });

  equal(reads(), 8);
});
