import { hasEnded } from '../../build/build.ts';
import type { StoredBuild } from './builds.ts';
import { either, equals, isAbsent, isBelow, set } from './expressions.ts';
import { changeIf, getItem, type Table } from './table.ts';
import type { Write } from './transaction.ts';
import { lookUntil } from './wait-for-end.ts';

/** What is kept of a key: its build, and the HTTP status of the first answer. */
type KeyRecord = { id: string; status: 200 | 202; heldUntil?: number };

/** How much later than its build's end, or than it was to be held, a first answer is remembered. */
const ANSWER_MS = 1000;

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

/**
 * The write that takes a key, part of the transaction that makes the build: refused when it is taken.
 *
 * @param heldUntil until when the first answer waits for the end, in milliseconds since 1970
 */
export function putRecord(build: StoredBuild, key: string, heldUntil?: number): Write {
  const { id, tenant, expiresAt } = build;
  const record: KeyRecord = { id, status: 202, heldUntil };
  // DynamoDB deletes expired items late, so a key may outlive the row that it names.
  const isFree = either(isAbsent('pk'), isBelow('expiresAt', Math.floor(Date.now() / 1000)));
  return { put: { ...recordKey(tenant, key), ...record, expiresAt }, if: [isFree] };
}

/** Remembers that the first answer to a keyed request was 200, for a repetition gets the same. */
export async function rememberAnswer(table: Table, build: StoredBuild, status: 200): Promise<void> {
  if (!build.idempotencyKey) return;
  const key = recordKey(build.tenant, build.idempotencyKey);
  // The condition fails when the build was erased, and its key with it.
  await changeIf(table, key, [set('status', status)], [equals('id', build.id)]);
}

/**
 * The HTTP status of the first answer to a keyed request. Where that is still held beside this one,
 * though the build has ended, it comes within a second.
 */
export async function firstStatusOf(table: Table, build: StoredBuild): Promise<200 | 202> {
  const { tenant, id, idempotencyKey } = build;
  if (!idempotencyKey) return 202;
  const isSaid = (record?: KeyRecord) =>
    record?.id !== id ||
    record.status === 200 ||
    !hasEnded(build.status) ||
    Date.now() > (record.heldUntil ?? 0) + ANSWER_MS;
  const look = () => getRecord(table, tenant, idempotencyKey);
  const record = await lookUntil(look, isSaid, Date.now() + ANSWER_MS);
  return record?.id === id ? record.status : 202;
}
