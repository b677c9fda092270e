import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { getItem, putIfAbsent } from '../../../../shared/storage/table/items.ts';
import { type Table, table } from '../../../../shared/storage/table/table.ts';
import { transact } from '../../../../shared/storage/table/transaction.ts';
import { refusingClient } from '../../../support/aws/refusing.ts';
import { freshTable } from '../../../support/aws/resources.ts';
import { localClient } from '../../../support/local-client.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

const keyOf = (pk: string) => ({ pk, sk: 'x' });
const put = (pk: string) => ({ put: keyOf(pk) });
const read = (pk: string) => getItem(ours, keyOf(pk));

test('a transaction that conflicts with another is retried', async () => {
  const conflict = {
    name: 'TransactionCanceledException',
    reasons: ['None', 'TransactionConflict'],
  };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', conflict, 3);

  await transact(table(ours.name, client), [put('c1')]);

  equal(refused(), 3);
  deepEqual(await read('c1'), { pk: 'c1', sk: 'x' });
});

test('a conflict that persists is thrown after eight tries', async () => {
  const conflict = { name: 'TransactionInProgressException' };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', conflict, 100);

  await rejects(transact(table(ours.name, client), [put('d1')]), conflict);

  equal(refused(), 8);
});

test('a transaction with a failed condition and a conflict is not retried', async () => {
  const reasons = ['ConditionalCheckFailed', 'TransactionConflict'];
  const refusal = { name: 'TransactionCanceledException', reasons };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', refusal, 1);

  await rejects(transact(table(ours.name, client), [put('e1')]), { writes: [0] });

  equal(refused(), 1);
});

test('a single write that conflicts with a transaction is retried', async () => {
  const conflict = { name: 'TransactionConflictException' };
  const { client, refused } = refusingClient('PutItemCommand', conflict, 2);

  equal(await putIfAbsent(table(ours.name, client), keyOf('f1')), true);

  equal(refused(), 2);
  deepEqual(await read('f1'), { pk: 'f1', sk: 'x' });
});

test('an error that is not a conflict is thrown without a retry', async () => {
  const nowhere = table('no-such-table', localClient(DynamoDBClient));

  await rejects(transact(nowhere, [put('g')]), { name: 'ResourceNotFoundException' });
});
