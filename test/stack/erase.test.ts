import { deepEqual, equal } from 'node:assert/strict';
import { after, test } from 'node:test';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { getRow } from '../../shared/storage/rows/builds.ts';
import { held, written } from '../support/docs/scripts.ts';
import { openFileServer } from '../support/file-server.ts';
import { listAll, testEnds } from '../support/stack/ends.ts';
import { openGateway } from '../support/stack/gateway.ts';
import { slotsOf } from '../support/stack/slots.ts';
import { stack } from '../support/stack/stack.ts';

const gateway = await openGateway(await stack(), 'erase');
const slots = slotsOf(gateway.outputs);
const fileServer = await openFileServer();
after(() => fileServer.stop());

test('erasing a build deletes it and its files, frees its idempotency key, and never frees its id', async () => {
  const caller = await gateway.as();
  const request = { script: written('erased') };
  const headers = { 'idempotency-key': 'erased' };
  const build = await caller.build(request, headers);
  await gateway.endOf(build);

  const erased = await caller.call('DELETE', `/v1/builds/${build.id}`);
  const again = await caller.call('DELETE', `/v1/builds/${build.id}`);
  const got = await caller.call('GET', `/v1/builds/${build.id}`);
  const file = await fetch(`${build.files[0]?.url}`);

  deepEqual([erased.status, erased.body], [204, undefined]);
  const row = await getRow(slots.table, build.tenant, build.id);
  deepEqual(Object.keys(row ?? {}).sort(), ['endedAt', 'erased', 'expiresAt', 'id', 'tenant']);
  for (const Prefix of [`results/${build.tenant}/`, `scripts/${build.id}-`]) {
    const { Versions, DeleteMarkers } = await gateway.s3.send(
      new ListObjectVersionsCommand({ Bucket: gateway.outputs.bucket, Prefix }),
    );
    deepEqual([Versions, DeleteMarkers], [undefined, undefined], Prefix);
  }
  deepEqual([again.status, got.status], [404, 404]);
  equal(file.status, 404);
  deepEqual(await listAll(caller), []);
  await gateway.send({ ...request, id: build.id, tenant: caller.tenant });
  await gateway.send({ script: written('after'), tenant: caller.tenant, correlationId: 'after' });
  await gateway.buildOf(caller, 'after');
  const keyed = await caller.build(request, headers);
  deepEqual([keyed.status, keyed.id === build.id], ['succeeded', false]);
  equal((await caller.call('GET', `/v1/builds/${build.id}`)).status, 404);
});

test('a build that has not ended cannot be erased', async () => {
  const caller = await gateway.as();
  const gate = fileServer.hold('erase.png');
  const { body: build } = await caller.post({ script: held(gate.url) });

  const { status, body } = await caller.call('DELETE', `/v1/builds/${build.id}`);
  gate.letGo();

  deepEqual([status, body.code], [409, 'CONFLICT']);
  equal((await caller.ended(build.id)).status, 'succeeded');
  const cancel = await caller.call('POST', `/v1/builds/${build.id}/cancel`);
  deepEqual([cancel.status, cancel.body.code], [409, 'CONFLICT']);
});

testEnds(gateway);
