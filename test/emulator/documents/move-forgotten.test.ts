import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { sweepForgotten } from '../../../shared/documents/sweep-forgotten.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { findObject } from '../../../shared/storage/objects/bucket.ts';
import { itemsOf } from '../../support/aws/resources.ts';
import type { File } from '../../support/docs/callbacks.ts';
import { sweepFor, WRITTEN, WRITTEN_LASTSAVE } from '../../support/documents/sweep-forgotten.ts';

test('with moves, a forgotten file is deleted in Docs after it was copied', async (t) => {
  const { docs, sweep, published, forget, deleted } = await sweepFor(t, { moves: true });
  for (const key of ['order-1', 'order-2']) forget(key);

  await sweepForgotten(sweep);

  deepEqual(deleted().sort(), ['order-1', 'order-2']);
  equal(docs.forgotten.size, 0);
  equal(published.length, 2);
});

test('a sweep that was interrupted before its event publishes it later under the same id', async (t) => {
  const { sweep, published, forget, deleted } = await sweepFor(t, { moves: true });
  forget('order-1');
  const fails = async (...events: GatewayEvent[]) => {
    published.push(...events);
    throw new Error('the process died');
  };

  await rejects(sweepForgotten({ ...sweep, bus: fails }));
  deepEqual([await itemsOf(sweep.table), deleted()], [[], []]);
  await sweepForgotten(sweep);

  equal(published.length, 2);
  equal(published[0]?.metadata.id, published[1]?.metadata.id);
  deepEqual(deleted(), ['order-1']);
});

test('a sweep that was interrupted before the deletion only deletes', async (t) => {
  const { docs, sweep, published, forget, deleted } = await sweepFor(t);
  forget('order-1');
  await sweepForgotten(sweep); // copied; the deletion did not happen
  const downloads = docs.downloads.length;

  await sweepForgotten({ ...sweep, moves: true });

  equal(published.length, 1);
  deepEqual(deleted(), ['order-1']);
  equal(docs.downloads.length, downloads + 2); // checked twice, and not copied
});

test('a forgotten file that was replaced during the copy is not deleted', async (t) => {
  const { docs, sweep, published, forget, deleted } = await sweepFor(t, { moves: true });
  forget('order-1');
  const bus = async (...events: GatewayEvent[]) => {
    published.push(...events);
    const lastModified = 'Sun, 22 Nov 2026 09:00:00 GMT';
    docs.forgotten.set('order-1', { bytes: Buffer.from('newer'), lastModified });
  };

  await sweepForgotten({ ...sweep, bus });
  deepEqual(deleted(), []);
  await sweepForgotten(sweep);

  deepEqual(deleted(), ['order-1']);
  deepEqual(
    published.map(({ data }) => (data as { lastsave: string }).lastsave),
    [WRITTEN_LASTSAVE, '2026-11-22T09:00:00.000Z'],
  );
});

test('a forgotten file that Docs delivered in the meantime is not an error', async (t) => {
  const { docs, sweep, published, forget } = await sweepFor(t, { moves: true });
  for (const key of ['order-1', 'order-2']) forget(key);
  const bus = async (...events: GatewayEvent[]) => {
    published.push(...events);
    docs.forgotten.clear();
  };

  await sweepForgotten({ ...sweep, bus });

  equal(published.length, 1);
});

test('an HTML page after the copy of a forgotten file deletes nothing', async (t) => {
  const { docs, sweep, published, forget, deleted } = await sweepFor(t, { moves: true });
  forget('order-1');
  const bus = async (...events: GatewayEvent[]) => {
    published.push(...events);
    docs.forgotten.set('order-1', {
      bytes: Buffer.from('order-1'),
      lastModified: WRITTEN,
      pages: 1,
    });
  };

  await rejects(sweepForgotten({ ...sweep, bus }), { message: '1 of 1 files were not copied.' });
  deepEqual([published.length, deleted()], [1, []]);

  await sweepForgotten(sweep);
  deepEqual([published.length, deleted()], [1, ['order-1']]);
});

const UNSURE: [what: string, file: File][] = [
  ['no time', { bytes: Buffer.from('order-1') }],
  ['no length', { bytes: Buffer.from('order-1'), lastModified: WRITTEN, isEndless: true }],
];

for (const [what, file] of UNSURE) {
  test(`a forgotten file for which Docs sends ${what} is copied and not deleted`, async (t) => {
    const { docs, sweep, published, deleted } = await sweepFor(t, { moves: true });
    docs.forgotten.set('order-1', file);

    await sweepForgotten(sweep);
    await sweepForgotten(sweep);

    deepEqual([published.length, deleted()], [1, []]);
  });
}

test('a forgotten file that grew within the second of its copy is not deleted', async (t) => {
  const { docs, sweep, published, forget, deleted } = await sweepFor(t, { moves: true });
  forget('order-1');
  const bus = async (...events: GatewayEvent[]) => {
    published.push(...events);
    forget('order-1', 'order-1 and more');
  };

  await sweepForgotten({ ...sweep, bus });

  deepEqual([published.length, deleted(), [...docs.forgotten.keys()]], [1, [], ['order-1']]);
});

test('a forgotten file whose copy was deleted from the bucket stays in Docs, and is copied again', async (t) => {
  const { sweep, published, forget, deleted } = await sweepFor(t);
  forget('order-1');
  await sweepForgotten(sweep);
  const key = `documents/default/order-1/${WRITTEN_LASTSAVE}/document.docx`;
  await sweep.bucket.s3.send(new DeleteObjectCommand({ Bucket: sweep.bucket.name, Key: key }));

  await sweepForgotten({ ...sweep, moves: true });

  const copy = await findObject(sweep.bucket, key);
  deepEqual([copy?.size, deleted(), published.length], [7, ['order-1'], 2]);
  equal(published[0]?.metadata.id, published[1]?.metadata.id);
});
