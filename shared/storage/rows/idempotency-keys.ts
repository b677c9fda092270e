import { anyOf, isAbsent, isLessThan } from '../table/expressions.ts';
import { getItem } from '../table/items.ts';
import type { Table } from '../table/table.ts';
import type { Write } from '../table/transaction.ts';
import type { StoredBuild } from './builds.ts';

/** The record of an idempotency key: the id of its build. */
type KeyRecord = { id: string };

export const recordKey = (tenant: string, key: string) => ({
  pk: `KEY#${tenant}#${key}`,
  sk: 'KEY',
});

export async function getRecord(
  table: Table,
  tenant: string,
  key: string,
): Promise<KeyRecord | undefined> {
  return (await getItem(table, recordKey(tenant, key))) as KeyRecord | undefined;
}

/** The write that records a key, part of the transaction that accepts its build; fails if the key is taken. */
export function putRecord({ id, tenant, expiresAt }: StoredBuild, key: string): Write {
  const record: KeyRecord = { id };
  // DynamoDB deletes an expired record late, possibly after the row of its build.
  const isFree = anyOf(isAbsent('pk'), isLessThan('expiresAt', Math.floor(Date.now() / 1000)));
  return { put: { ...recordKey(tenant, key), ...record, expiresAt }, if: [isFree] };
}
