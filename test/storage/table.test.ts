import { deepEqual, equal, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  ConditionFailedError,
  isConditionFailed,
  type Table,
  table,
  transact,
  withoutConflict,
} from '../../shared/storage/rows/table.ts';
import { freshTable } from '../support/aws.ts';
import { localClient } from '../support/local-client.ts';
import { refusingClient } from '../support/refusing.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

const put = (pk: string, more: object = {}, ConditionExpression?: string) => ({
  Put: { TableName: '', Item: { pk, sk: 'x', ...more }, ConditionExpression },
});

async function read(pk: string) {
  const { Item } = await ours.client.send(
    new GetCommand({ TableName: ours.name, Key: { pk, sk: 'x' }, ConsistentRead: true }),
  );
  return Item;
}

test('a transaction writes all of it', async () => {
  await transact(ours, [put('a1', { n: 1, gone: undefined }), put('a2')]);

  deepEqual(await read('a1'), { pk: 'a1', sk: 'x', n: 1 });
  deepEqual(await read('a2'), { pk: 'a2', sk: 'x' });
});

test('any number of JSON is kept as JSON reads it', async () => {
  const numbers = { huge: 2 ** 63, tiny: 1.5e-7, exact: Number.MAX_SAFE_INTEGER, zero: 0 };

  await transact(ours, [put('numbers', numbers)]);

  deepEqual(await read('numbers'), { pk: 'numbers', sk: 'x', ...numbers });
});

test('a condition that does not hold refuses all of it, and is named', async () => {
  const mustNotExist = 'attribute_not_exists(pk)';
  await transact(ours, [put('b1')]);

  const refused = transact(ours, [
    put('b2'),
    put('b1', { n: 1 }, mustNotExist),
    put('b3', {}, 'attribute_exists(pk)'),
  ]);

  await rejects(refused, { name: 'ConditionFailedError', items: [1, 2] });
  equal(await read('b2'), undefined);
  equal((await read('b1'))?.n, undefined);
});

test('a conflict with another transaction is tried again', async () => {
  const conflict = {
    name: 'TransactionCanceledException',
    reasons: ['None', 'TransactionConflict'],
  };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', conflict, 3);

  await transact(table(ours.name, client), [put('c1')]);

  equal(refused(), 3);
  deepEqual(await read('c1'), { pk: 'c1', sk: 'x' });
});

test('a conflict that never ends is thrown', async () => {
  const conflict = { name: 'TransactionInProgressException' };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', conflict, 100);

  await rejects(transact(table(ours.name, client), [put('d1')]), conflict);

  equal(refused(), 8);
});

test('a condition that failed beside a conflict is no conflict', async () => {
  const reasons = ['ConditionalCheckFailed', 'TransactionConflict'];
  const refusal = { name: 'TransactionCanceledException', reasons };
  const { client, refused } = refusingClient('TransactWriteItemsCommand', refusal, 1);

  await rejects(transact(table(ours.name, client), [put('e1')]), { items: [0] });

  equal(refused(), 1);
});

test('a single write that meets a transaction is tried again', async () => {
  const { client, refused } = refusingClient(
    'PutItemCommand',
    { name: 'TransactionConflictException' },
    2,
  );
  const theirs = table(ours.name, client);

  await withoutConflict(() =>
    theirs.client.send(new PutCommand({ TableName: ours.name, Item: { pk: 'f1', sk: 'x' } })),
  );

  equal(refused(), 2);
  deepEqual(await read('f1'), { pk: 'f1', sk: 'x' });
});

test('what is no conflict is thrown at once', async () => {
  const nowhere = table('no-such-table', localClient(DynamoDBClient));

  await rejects(transact(nowhere, [put('g')]), { name: 'ResourceNotFoundException' });
});

test('a condition that failed is known from a transaction and from a single write', () => {
  const single = Object.assign(new Error('x'), { name: 'ConditionalCheckFailedException' });

  equal(isConditionFailed(new ConditionFailedError([0])), true);
  equal(isConditionFailed(single), true);
  equal(isConditionFailed(new Error('x')), false);
});
