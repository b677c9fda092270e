import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { before, test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { freshId } from '../../../../shared/ids.ts';
import { getBuild, type StoredBuild } from '../../../../shared/storage/rows/builds.ts';
import { recordKey } from '../../../../shared/storage/rows/idempotency-keys.ts';
import { admit } from '../../../../shared/workflow/admission/admit.ts';
import { eraseBuild } from '../../../../shared/workflow/erase.ts';
import { type Watch, watchedClients } from '../../../support/aws/crash.ts';
import { entry, other, request } from '../../../support/workflow/admission.ts';
import { freshSandbox, type Sandbox, through } from '../../../support/workflow/sandbox.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await freshSandbox();
});

/** The sandbox as an admission sees it while the build is erased, just before its n-th read. */
function whileErased(build: StoredBuild, nth: number): Sandbox {
  let reads = 0;
  let erased: Promise<void> | undefined;
  const watch: Watch = async (send, sent) => {
    if (sent !== 'GetItemCommand' || ++reads < nth) return send();
    erased ??= eraseBuild(sandbox, { ...build, status: 'failed' });
    await erased;
    return send();
  };
  return through(sandbox, watchedClients(watch));
}

test('a key whose build has expired is free, even before its record is deleted', async () => {
  const Item = { ...recordKey('expired', 'k'), id: freshId(), expiresAt: 1 };
  const keyed = entry({ tenant: 'expired', idempotencyKey: 'k' });
  await sandbox.table.client.send(new PutCommand({ TableName: sandbox.table.name, Item }));

  const { build, replayed } = await admit(sandbox.admissionDeps, request, keyed);

  equal(replayed, false);
  equal((await admit(sandbox.admissionDeps, request, keyed)).build.id, build.id);
});

test('the id of an erased build stays taken, its key is free', async () => {
  const keyed = entry({ tenant: 'erased', id: freshId(), idempotencyKey: 'k' });
  const { build } = await admit(sandbox.admissionDeps, request, keyed);
  await eraseBuild(sandbox, { ...build, status: 'cancelled' });

  const again = await admit(sandbox.admissionDeps, other, keyed);
  equal(again.replayed, true);
  equal(await getBuild(sandbox.table, 'erased', build.id), undefined);

  const { id, ...keyOnly } = keyed;
  equal((await admit(sandbox.admissionDeps, other, keyOnly)).replayed, false);
});

test('a repeated request makes a build when the first one is erased while its row is read', async () => {
  const keyed = entry({ tenant: 'erasing', idempotencyKey: 'k' });
  const { build } = await admit(sandbox.admissionDeps, request, keyed);
  const { admissionDeps } = whileErased(build, 2);

  const again = await admit(admissionDeps, request, keyed);

  deepEqual([again.replayed, again.build.status], [false, 'queued']);
  equal((await admit(sandbox.admissionDeps, request, keyed)).build.id, again.build.id);
});

test('a repeated request makes a build when the first one is erased between two reads', async () => {
  const keyed = entry({ tenant: 'between', idempotencyKey: 'k' });
  let build: StoredBuild | undefined;
  const watch: Watch = async (send, sent) => {
    if (sent !== 'TransactWriteItemsCommand' || build) return send();
    ({ build } = await admit(sandbox.admissionDeps, request, keyed));
    try {
      return await send();
    } finally {
      await eraseBuild(sandbox, { ...build, status: 'failed' });
    }
  };

  const again = await admit(through(sandbox, watchedClients(watch)).admissionDeps, request, keyed);

  equal(again.replayed, false);
  notEqual(again.build.id, build?.id);
  equal((await admit(sandbox.admissionDeps, request, keyed)).build.id, again.build.id);
});

test('of two repeated requests that find the build erased, one makes a build', async () => {
  const keyed = entry({ tenant: 'erasing2', idempotencyKey: 'k' });
  const { build } = await admit(sandbox.admissionDeps, request, keyed);
  const { admissionDeps } = whileErased(build, 3);

  const both = await Promise.all([1, 2].map(() => admit(admissionDeps, request, keyed)));

  equal(both.filter(({ replayed }) => !replayed).length, 1);
  equal(new Set(both.map(({ build: made }) => made.id)).size, 1);
  ok(both.every(({ build: made }) => made.id !== build.id && made.status === 'queued'));
});
