import { randomUUID } from 'node:crypto';
import { before } from 'node:test';
import { writeSecret } from '../../../infra/local/secrets.ts';
import type { HttpHandler } from '../../../shared/api/http.ts';
import type { CallbackMessage } from '../../../shared/documents/receive-callback.ts';
import type { Bucket } from '../../../shared/storage/objects/bucket.ts';
import { NO_FILES, type SavedDocument } from '../../../shared/storage/rows/saves.ts';
import type { Table } from '../../../shared/storage/table/table.ts';
import { type Sent, send } from '../aws/http-event.ts';
import { freshBucket, freshBus, freshQueue, freshTable, messagesIn } from '../aws/resources.ts';
import { claimsOf, LASTSAVE, OUTBOX } from '../docs/callbacks.ts';

/** A caller of receive-callback with its parts on the emulator, and what its tests share. */
export const ROUTE = 'POST /v1/callbacks/{tenant}';
export const PREVIOUS = 'the-secret-that-docs-had-before-32b';
export const NOW_S = Math.floor(Date.now() / 1000);

/** The parts of the function; made before the first test. */
export let table: Table;
export let bucket: Bucket;
let secret: string;
export let bus: { name: string; queueUrl: string };

before(async () => {
  secret = `outbox-${randomUUID()}`;
  const endpoint = process.env.AWS_ENDPOINT_URL ?? '';
  await writeSecret(endpoint, secret, PREVIOUS);
  await writeSecret(endpoint, secret, OUTBOX);
  [table, bucket, bus] = await Promise.all([freshTable(), freshBucket(), freshBus()]);
});

type Variables = { BUCKET_NAME?: string; TABLE_NAME?: string; KEY_PREFIX?: string };

/** The function as Lambda starts it, with a queue of its own that only the test reads. */
export async function functionFor(variables: Variables & Record<string, string> = {}) {
  const queueUrl = await freshQueue();
  Object.assign(process.env, {
    TABLE_NAME: table.name,
    BUCKET_NAME: bucket.name,
    BUS_NAME: bus.name,
    CALLBACKS_QUEUE_URL: queueUrl,
    KEY_PREFIX: '',
    OUTBOX_SECRET_NAME: secret,
    DOCS_TOKEN_HEADER: 'Authorization',
    ...variables,
  });
  const file = `../../../functions/api/receive-callback.ts?${randomUUID()}`;
  const { handler } = (await import(file)) as { handler: HttpHandler };
  const call = (body: string, sent: Sent = {}) =>
    send(handler, ROUTE, { params: { tenant: 'acme' }, body, ...sent });
  const messages = async (atLeast: number): Promise<CallbackMessage[]> =>
    (await messagesIn(queueUrl, atLeast)).map(({ Body = '' }) => JSON.parse(Body));
  return { call, messages };
}

/** The claims of a callback for a document that no other test has. */
export function freshClaims(changed: Record<string, unknown> = {}) {
  return claimsOf({ key: `acme.${randomUUID()}`, ...changed });
}

/** The record of the save that a callback reports. */
export function recordOf(claims: Record<string, unknown>, changed: Partial<SavedDocument> = {}) {
  return {
    tenant: 'acme',
    key: String(claims.key),
    status: 'saved' as const,
    lastsave: LASTSAVE,
    files: NO_FILES,
    seenAt: '2026-01-01T00:00:00.000Z',
    expiresAt: NOW_S + 86_400,
    ...changed,
  };
}
