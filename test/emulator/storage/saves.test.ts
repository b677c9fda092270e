import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  findSave,
  findSaves,
  NO_FILES,
  recordSave,
  recordSeen,
  type SavedDocument,
} from '../../../shared/storage/rows/saves.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { freshTable } from '../../support/aws/resources.ts';
import { LASTSAVE } from '../../support/docs/callbacks.ts';

let table: Table;
before(async () => {
  table = await freshTable();
});

let documents = 0;
/** A save of a document that no other test has. */
function saveOf(changed: Partial<SavedDocument> = {}): SavedDocument {
  return {
    tenant: 'acme',
    key: `document-${++documents}`,
    status: 'force-saved',
    lastsave: LASTSAVE,
    files: NO_FILES,
    userdata: 'first',
    seenAt: '2026-11-22T08:00:10.000Z',
    expiresAt: 1_803_024_010,
    ...changed,
  };
}

test('a record is found only by tenant, document, status and time of its save', async () => {
  const save = saveOf();

  await recordSave(table, save);

  deepEqual(await findSave(table, save), save);
  for (const other of [{ status: 'saved' as const }, { lastsave: 'later' }, { tenant: 'other' }])
    equal(await findSave(table, { ...save, ...other }), undefined);
});

test('a save whose key or userdata ends in half of a surrogate pair is recorded and seen again', async () => {
  const save = saveOf({ key: 'cut \ud83d', userdata: 'cut \ud83d' });
  const seenAt = '2026-11-22T09:00:00.000Z';

  await recordSave(table, save);
  deepEqual(await findSave(table, save), { ...save, key: 'cut \ufffd', userdata: 'cut \ufffd' });

  await recordSeen(table, save, { seenAt, userdata: 'again \ud83d' });
  equal((await findSave(table, save))?.userdata, 'again \ufffd');
});

test('two saves within one second have a record each, and the later one is found first', async () => {
  const seenAt = '2026-11-22T09:00:00.000Z';
  const first = saveOf({ seenAt });
  const second = { ...first, saveNumber: 2, userdata: 'second' };
  const tenth = { ...first, saveNumber: 10, userdata: 'tenth' };

  for (const save of [tenth, first, second]) await recordSave(table, save);

  deepEqual(await findSave(table, first), first);
  deepEqual(await findSave(table, second), second);
  const found = await findSaves(table, 'acme', first.key, 0);
  deepEqual(
    found.map(({ saveNumber }) => saveNumber),
    [10, 2, undefined],
  );
});

test('the first record of a save is not replaced', async () => {
  const save = saveOf();

  await recordSave(table, save);
  await recordSave(table, { ...save, userdata: 'second' });

  equal((await findSave(table, save))?.userdata, 'first');
});

test('a save has the userdata of the latest time it was seen', async () => {
  const save = saveOf();
  await recordSave(table, save);

  await recordSeen(table, save, { seenAt: '2026-11-22T08:01:00.000Z', userdata: 'second' });
  await recordSeen(table, save, { seenAt: '2026-11-22T08:00:30.000Z', userdata: 'late' });

  const { userdata, seenAt } = (await findSave(table, save)) ?? {};
  deepEqual({ userdata, seenAt }, { userdata: 'second', seenAt: '2026-11-22T08:01:00.000Z' });
});

test('a save that was last seen without userdata has none', async () => {
  const save = saveOf();
  await recordSave(table, save);

  await recordSeen(table, save, { seenAt: '2026-11-22T08:01:00.000Z', userdata: undefined });

  equal('userdata' in ((await findSave(table, save)) ?? {}), false);
});

test('final and forced saves that were seen since a time are found, and failed ones are not', async () => {
  const { key } = saveOf();
  const seen = '2026-11-22T09:00:00.000Z';
  await recordSave(table, saveOf({ key, lastsave: '2026-11-22T07:00:00.000Z' }));
  for (const status of [
    'saved',
    'force-saved',
    'save-failed',
    'force-save-failed',
    'forgotten',
  ] as const)
    await recordSave(table, saveOf({ key, status, seenAt: seen }));

  const found = await findSaves(table, 'acme', key, Date.parse(seen));

  deepEqual(found.map(({ status }) => status).sort(), ['force-saved', 'saved']);
  deepEqual(await findSaves(table, 'acme', key, Date.parse(seen) + 1), []);
});
