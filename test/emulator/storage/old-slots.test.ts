import { deepEqual, equal } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { endRunning, storeAnswer } from '../../../shared/storage/rows/running-build.ts';
import { freeSlot, freeSlotsOf, readSlots } from '../../../shared/storage/rows/slots.ts';
import { nextInTurn } from '../../../shared/storage/rows/turns.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { ago, buildOf, store, waitingBuild } from '../../support/builds.ts';
import { takeNextSlot } from '../../support/taken-slot.ts';

// Delete this file together with `shared/storage/rows/old-slots.ts`.

let table: Table;
let build: StoredBuild;
const SINCE = Date.now() - 5000;

/** A table as version 0.1 left it, with one build that runs. */
beforeEach(async () => {
  table = await freshTable();
  build = await store(table, buildOf({ tenant: 'old' }));
  const holders = { [build.run]: { tenant: 'old', id: build.id, since: SINCE } };
  const Item = { pk: 'SLOTS', sk: 'SLOTS', holders, last: 'old' };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
});

const now = () => getBuild(table, 'old', build.id);
const oldHolders = async () =>
  (await itemsOf(table)).find(({ sk }) => sk === 'SLOTS')?.holders as Record<string, unknown>;

test('a build that version 0.1 started counts as a holder, so that the limit holds', async () => {
  const slots = await readSlots(table);

  deepEqual(slots.holders, { [build.run]: { tenant: 'old', id: build.id, since: SINCE } });
  deepEqual(freeSlotsOf(slots, 2), [0]);
  deepEqual(freeSlotsOf(slots, 1), []);
});

test('the turns continue with the tenant after the last one that version 0.1 served', async () => {
  const [first, second] = [
    await store(table, waitingBuild({ tenant: 'a', createdAt: ago(9000) })),
    await store(table, waitingBuild({ tenant: 'z' })),
  ];

  const { turn } = await readSlots(table);
  deepEqual(turn, { number: 0, normal: 'old', low: '', normals: 0 });
  deepEqual(
    (await nextInTurn(table, turn, 'normal', 2)).map(({ run }) => run),
    [second.run, first.run],
  );

  await takeNextSlot(table, second);
  deepEqual((await readSlots(table)).turn, { number: 1, normal: 'z', low: '', normals: 1 });
});

test('the answer about a build that version 0.1 started frees its slot', async () => {
  equal(await storeAnswer(table, build, { answer: { files: ['a'] } }), true);
  equal(await storeAnswer(table, build, { answer: { files: ['b'] } }), false);

  deepEqual((await now())?.answer, { files: ['a'] });
  deepEqual(await oldHolders(), {});
});

test('the answer about a build that version 0.1 started is stored although its slot is free', async () => {
  equal(await freeSlot(table, build), true);
  equal(await freeSlot(table, build), false);

  equal(await storeAnswer(table, build, { answer: { files: ['a'] } }), true);

  deepEqual((await now())?.answer, { files: ['a'] });
});

test('a build that version 0.1 started may be in Docs, so its end keeps the slot', async () => {
  const ended = await endRunning(table, build, { set: { status: 'cancelled', endedAt: ago(0) } });

  deepEqual([ended?.build.status, ended?.isSlotFreed], ['cancelled', false]);
  deepEqual(Object.keys(await oldHolders()), [build.run]);
});

test('a build without a slot ends in a table that version 0.1 never used', async () => {
  table = await freshTable();
  build = await store(table, buildOf({ tenant: 'old' }));

  equal(await storeAnswer(table, build, { answer: { files: ['a'] } }), true);
  equal(await freeSlot(table, build), false);

  equal(
    (await itemsOf(table)).some(({ pk }) => pk === 'SLOTS'),
    false,
  );
});
