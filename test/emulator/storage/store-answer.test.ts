import { deepEqual, equal, ok } from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { storeAnswer } from '../../../shared/storage/rows/running-build.ts';
import { freeSlot, readSlots } from '../../../shared/storage/rows/slots.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { cancelBuild } from '../../../shared/workflow/cancel.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { ago, endDeps } from '../../support/builds.ts';
import { askedBuild } from '../../support/taken-slot.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const holders = async () => Object.keys((await readSlots(table)).holders);
const copying = async () => (await itemsOf(table)).filter(({ pk }) => pk === 'COPYING');
const answerOf = async ({ tenant, id }: StoredBuild) => (await getBuild(table, tenant, id))?.answer;

test('storeAnswer() stores the first answer and frees the slot; a second answer changes nothing', async () => {
  const build = await askedBuild(table);

  equal(await storeAnswer(table, build, { answer: { files: ['a'] } }), true);
  equal(await storeAnswer(table, build, { answer: { files: ['b'] } }), false);

  deepEqual(await holders(), []);
  deepEqual(await answerOf(build), { files: ['a'] });
});

test('storeAnswer() stores the answer although the slot is free or another build holds it', async () => {
  for (const holder of [undefined, 'another']) {
    const build = await askedBuild(table);
    await freeSlot(table, build);
    const other = holder && (await askedBuild(table));

    equal(await storeAnswer(table, build, { answer: { files: ['a'] } }), true);

    deepEqual(await holders(), other ? [other.run] : []);
    deepEqual(await answerOf(build), { files: ['a'] });
  }
});

test('storeAnswer() lists the build once among those being copied, with the time and the expiry', async () => {
  const build = await askedBuild(table, { tenant: 'acme' });
  const before = new Date().toISOString();

  await storeAnswer(table, build, { answer: { files: ['a'] } });
  await storeAnswer(table, build, { answer: { files: ['b'] } });

  const [item, ...others] = await copying();
  const { tenant, id, run, expiresAt } = build;
  const since = `${item?.since}`;
  const sk = `${since}#${run}`;
  deepEqual(item, { pk: 'COPYING', sk, tenant, id, run, since, expiresAt });
  ok(before <= since && since <= new Date().toISOString(), since);
  deepEqual(others, []);
});

test('an answer that ends the build does not list it among those being copied', async () => {
  const build = await askedBuild(table);

  equal(await storeAnswer(table, build, { status: 'failed', endedAt: ago(0) }), true);

  deepEqual([await holders(), await copying()], [[], []]);
});

test('an answer after a cancel changes nothing and keeps the slot', async () => {
  const build = await askedBuild(table);
  await cancelBuild(endDeps(table), build);

  equal(await storeAnswer(table, build, { answer: { files: ['a'] } }), false);

  deepEqual([await holders(), await copying()], [[build.run], []]);
  equal(await answerOf(build), undefined);
});
