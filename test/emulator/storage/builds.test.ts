import { deepEqual, equal } from 'node:assert/strict';
import { before, test } from 'node:test';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { buildKey, getBuild, getRow, putBuild } from '../../../shared/storage/rows/builds.ts';
import { changeBuild, tryChangeBuild } from '../../../shared/storage/rows/change-build.ts';
import { type Table, table } from '../../../shared/storage/table/table.ts';
import { ConditionFailedError, transact } from '../../../shared/storage/table/transaction.ts';
import { refusingClient } from '../../support/aws/refusing.ts';
import { freshTable, itemsOf } from '../../support/aws/resources.ts';
import { buildOf, fileOf, store } from '../../support/builds.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

test('getBuild() returns a build as it was written, without the keys of the indexes', async () => {
  const build = await store(
    ours,
    buildOf({ source: { template: 'invoice', version: 'v' }, files: [fileOf()], subject: 'anna' }),
  );

  deepEqual(await getBuild(ours, build.tenant, build.id), build);
});

test('the row of a build has the keys of the indexes', async () => {
  const build = await store(ours, buildOf({ tenant: 'acme', source: { template: 'invoice' } }));

  const row = (await itemsOf(ours)).find(({ id }) => id === build.id);

  deepEqual(
    [row?.pk, row?.sk, row?.tenantKey, row?.createdKey, row?.correlationKey, row?.template],
    [
      `BUILD#acme#${build.id}`,
      'BUILD',
      'acme',
      `${build.createdAt}#${build.id}`,
      `acme#${build.correlationId}`,
      'invoice',
    ],
  );
});

test('getBuild() does not return the build of another tenant', async () => {
  const build = await store(ours, buildOf({ tenant: 'acme' }));

  equal(await getBuild(ours, 'other', build.id), undefined);
});

test('a second build with the same id is not written', async () => {
  const build = await store(ours, buildOf());

  const again = transact(ours, [putBuild({ ...build, fingerprint: 'other' })]);

  await again.then(
    () => Promise.reject(new Error('it was taken again')),
    (error: unknown) => equal(error instanceof ConditionFailedError, true),
  );
  equal((await getBuild(ours, build.tenant, build.id))?.fingerprint, 'fingerprint');
});

test('getBuild() returns no erased build, but its id stays taken', async () => {
  const { tenant, id } = buildOf();
  await ours.client.send(
    new PutCommand({
      TableName: ours.name,
      Item: { ...buildKey(tenant, id), tenant, id, erased: true },
    }),
  );

  equal(await getBuild(ours, tenant, id), undefined);
  equal((await getRow(ours, tenant, id))?.erased, true);
});

test('tryChangeBuild() changes a row that meets its conditions, and returns it', async () => {
  const build = await store(ours, buildOf());

  const changed = await tryChangeBuild(ours, build.tenant, build.id, {
    from: 'running',
    answered: false,
    set: { answer: { files: ['a'] }, docsKey: undefined },
  });

  deepEqual(changed, { ...build, answer: { files: ['a'] } });
  deepEqual(await getBuild(ours, build.tenant, build.id), changed);
});

test('tryChangeBuild() does not change a row that does not meet its conditions', async () => {
  const build = await store(ours, buildOf({ answer: { files: [] } }));
  const set = { correlationId: 'other' };
  const { tenant, id } = build;

  equal(await tryChangeBuild(ours, tenant, id, { from: 'queued', set }), null);
  equal(await tryChangeBuild(ours, tenant, id, { from: 'running', answered: false, set }), null);
  equal(await tryChangeBuild(ours, 'nobody', id, { from: 'running', set }), null);
  deepEqual(await getBuild(ours, tenant, id), build);
  equal(await getBuild(ours, 'nobody', id), undefined);
  await transact(ours, [changeBuild(tenant, id, { from: 'running', answered: true, set })]);
  equal((await getBuild(ours, tenant, id))?.correlationId, 'other');
});

test('tryChangeBuild() succeeds after a conflict with a transaction', async () => {
  const build = await store(ours, buildOf());
  const conflict = { name: 'TransactionConflictException' };
  const { client } = refusingClient('UpdateItemCommand', conflict, 2);
  const set = { correlationId: 'other' };

  const changed = await tryChangeBuild(table(ours.name, client), build.tenant, build.id, {
    from: 'running',
    set,
  });

  equal(changed?.correlationId, 'other');
});
