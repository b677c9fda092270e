import { deepEqual } from 'node:assert/strict';
import { before, test } from 'node:test';
import { equals, isGreaterThan } from '../../../../shared/storage/table/expressions.ts';
import { removeItem } from '../../../../shared/storage/table/items.ts';
import { pages } from '../../../../shared/storage/table/query.ts';
import type { Table } from '../../../../shared/storage/table/table.ts';
import { transact } from '../../../../shared/storage/table/transaction.ts';
import { freshTable } from '../../../support/aws/resources.ts';

let ours: Table;
before(async () => {
  ours = await freshTable();
});

test('a query returns all pages in order, without removed items', async () => {
  const sks = Array.from({ length: 7 }, (_, n) => `s${n}`);
  await transact(
    ours,
    sks.map((sk) => ({ put: { pk: 'k', sk, even: Number(sk.slice(1)) % 2 === 0 } })),
  );
  await removeItem(ours, { pk: 'k', sk: 's4' });
  const read = async (query: object) => {
    const found: string[][] = [];
    for await (const items of pages(ours, { key: [equals('pk', 'k')], ...query }))
      found.push(items.map(({ sk }) => String(sk)));
    return found.filter((page) => page.length > 0);
  };

  deepEqual(await read({ limit: 4, consistent: true }), [
    ['s0', 's1', 's2', 's3'],
    ['s5', 's6'],
  ]);
  deepEqual(await read({ descending: true, filter: [equals('even', true)] }), [['s6', 's2', 's0']]);
  deepEqual(await read({ key: [equals('pk', 'k'), isGreaterThan('sk', 's4')] }), [['s5', 's6']]);
});
