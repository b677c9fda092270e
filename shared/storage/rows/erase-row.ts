import { isAbsent } from '../table/expressions.ts';
import type { Table } from '../table/table.ts';
import { tryTransact, type Write } from '../table/transaction.ts';
import { buildKey, type StoredBuild } from './builds.ts';
import { recordKey } from './idempotency-keys.ts';

/**
 * Replaces a build's row with a tombstone, which reserves the id until the row would have expired, and
 * frees its idempotency key. Does nothing if the build is already erased.
 */
export async function eraseRow(table: Table, build: StoredBuild): Promise<void> {
  const { tenant, id, expiresAt, endedAt, docsKey, askedSince, idempotencyKey } = build;
  // Docs may be at work on a build without an answer: the sweep asks for this key, and counts from this time.
  const inDocs = build.answer
    ? {}
    : { ...(docsKey && { docsKey }), ...(askedSince && { askedSince }) };
  const put = { ...buildKey(tenant, id), tenant, id, ...inDocs, erased: true, endedAt, expiresAt };
  const tombstone: Write = { put, if: [isAbsent('erased')] };
  const key: Write[] = idempotencyKey ? [{ remove: recordKey(tenant, idempotencyKey) }] : [];
  await tryTransact(table, [tombstone, ...key]);
}
