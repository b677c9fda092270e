import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { sweepForgotten } from '../../../shared/documents/sweep-forgotten.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { sha256Hex } from '../../../shared/ids.ts';
import type { LatestJson } from '../../../shared/storage/objects/latest-save.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import { jsonAt } from '../../support/documents/keep-document.ts';
import { sweepFor, WRITTEN_LASTSAVE } from '../../support/documents/sweep-forgotten.ts';

function dataOf(event: GatewayEvent | undefined) {
  return event?.data as { files: { document: { key: string } } };
}

test('a forgotten file is stored, made the newest and published once, and stays in Docs', async (t) => {
  const { docs, sweep, published, forget, deleted } = await sweepFor(t);
  forget('order-0042');

  await sweepForgotten(sweep);
  await sweepForgotten(sweep);

  equal(published.length, 1);
  equal(published[0]?.detailType, 'Document Saved');
  equal(published[0]?.metadata.tenant, 'default');
  const { files, ...data } = dataOf(published[0]);
  deepEqual(data, {
    key: 'order-0042',
    filetype: 'docx',
    lastsave: WRITTEN_LASTSAVE,
    query: {},
    forgotten: true,
  });
  equal(files.document.key, `documents/default/order-0042/${WRITTEN_LASTSAVE}/document.docx`);
  const latest = (await jsonAt(sweep, 'documents/default/order-0042/latest.json')) as LatestJson;
  deepEqual([latest.lastsave, latest.status], [WRITTEN_LASTSAVE, 'forgotten']);
  deepEqual([deleted(), [...docs.forgotten.keys()]], [[], ['order-0042']]);
});

test("only forgotten files with a tenant's prefix are copied, each for its tenant", async (t) => {
  const { docs, sweep, published, forget } = await sweepFor(t, {
    moves: true,
    keyPrefix: '{tenant}.',
  });
  for (const key of ['acme.order-1', 'order-2', '.order-3']) forget(key);

  await sweepForgotten(sweep);

  deepEqual(
    published.map(({ metadata }) => [metadata.tenant, metadata.correlationId]),
    [['acme', 'acme.order-1']],
  );
  deepEqual([...docs.forgotten.keys()], ['order-2', '.order-3']);
});

test('a forgotten file with an invalid key, or a key with which another begins, is left in Docs', async (t) => {
  const { docs, sweep, published, forget } = await sweepFor(t, { moves: true });
  const tooLong = 'k'.repeat(4097);
  for (const key of ['..', '../x', 'a b', tooLong, 'order-1', 'order-11', 'other']) forget(key);

  await sweepForgotten(sweep);

  deepEqual(published.map(({ metadata }) => metadata.correlationId).sort(), ['order-11', 'other']);
  deepEqual([...docs.forgotten.keys()], ['..', '../x', 'a b', tooLong, 'order-1']);
  const asked = docs.commands.flatMap(({ key }) => (key === undefined ? [] : [key]));
  deepEqual([...new Set(asked)].sort(), ['order-11', 'other']);
});

for (const length of [129, 255, 600, 4096]) {
  test(`a forgotten file with a key of ${length} characters is stored, published and deleted in Docs`, async (t) => {
    const { docs, sweep, published, forget } = await sweepFor(t, { moves: true });
    const key = 'k'.repeat(length);
    forget(key, 'long');

    await sweepForgotten(sweep);

    const folder = length > 512 ? `~sha256-${sha256Hex(JSON.stringify(key))}` : key;
    equal(
      dataOf(published[0]).files.document.key,
      `documents/default/${folder}/${WRITTEN_LASTSAVE}/document.docx`,
    );
    equal(published[0]?.metadata.correlationId, key);
    const latest = (await jsonAt(sweep, `documents/default/${folder}/latest.json`)) as LatestJson;
    deepEqual([latest.key, latest.lastsave], [key, WRITTEN_LASTSAVE]);
    equal(docs.forgotten.size, 0);
  });
}

test('a forgotten file that cannot be copied does not stop the others, and the error has the number of such files', async (t) => {
  const { docs, sweep, published, forget } = await sweepFor(t, { moves: true });
  docs.forgotten.set('broken', { bytes: Buffer.alloc(0), status: 500 });
  for (const key of ['order-1', 'order-2']) forget(key);

  await rejects(sweepForgotten(sweep), {
    code: 'STORAGE_FAILED',
    message: '1 of 3 files were not copied.',
  });

  equal(published.length, 2);
  deepEqual([...docs.forgotten.keys()], ['broken']);
});

test('a forgotten file over the size limit stays in Docs', async (t) => {
  const { docs, sweep, forget } = await sweepFor(t, { moves: true, maxFileBytes: 4 });
  forget('order-1', 'too large');

  await rejects(sweepForgotten(sweep), { message: '1 of 1 files were not copied.' });

  equal(docs.forgotten.size, 1);
});

test('an HTML page in place of a forgotten file is not stored or published, and nothing is deleted', async (t) => {
  const { docs, sweep, published, forget, deleted } = await sweepFor(t, { moves: true });
  forget('order-1');
  const file = docs.forgotten.get('order-1');
  const bytes = Buffer.from('order-1');
  docs.forgotten.set('order-1', { ...file, bytes, pages: Number.POSITIVE_INFINITY });

  await rejects(sweepForgotten(sweep), { message: '1 of 1 files were not copied.' });
  deepEqual([published, deleted(), await itemsOf(sweep.table)], [[], [], []]);

  docs.forgotten.set('order-1', { ...file, bytes });
  await sweepForgotten(sweep);
  deepEqual([published.length, deleted()], [1, ['order-1']]);
});
