import type { TestContext } from 'node:test';
import type { SQSRecord } from 'aws-lambda';
import { parseCallback } from '../../../shared/docs/callback.ts';
import type { DocsClient } from '../../../shared/docs/client.ts';
import type { KeepDeps } from '../../../shared/documents/keep-document.ts';
import type { CallbackMessage } from '../../../shared/documents/receive-callback.ts';
import type { GatewayEvent } from '../../../shared/events/bus.ts';
import { putText, readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { findSave, type SaveFiles, type SaveStatus } from '../../../shared/storage/rows/saves.ts';
import { recordOf } from '../aws/records.ts';
import { freshBucket, freshQueue, freshTable, sqs } from '../aws/resources.ts';
import { docsWithFiles, LASTSAVE } from '../docs/callbacks.ts';

/** The dependencies of `keepDocument`: a new table and bucket on the emulator, and a bus that collects. */
export async function freshKeepDeps(docs: DocsClient) {
  const [bucket, table, url] = await Promise.all([freshBucket(), freshTable(), freshQueue()]);
  const published: GatewayEvent[] = [];
  const bus = async (...events: GatewayEvent[]) => void published.push(...events);
  const deps: KeepDeps & { docs: DocsClient } = {
    docs,
    bucket,
    table,
    bus,
    deadLetters: { url, sqs },
    maxFileBytes: 1024 ** 2,
    keepDays: 90,
  };
  return { deps, published };
}

/** The message of a callback whose claims are stored in the bucket. */
export async function messageOf(
  { bucket }: KeepDeps,
  claims: Record<string, unknown>,
  changed: Partial<CallbackMessage> = {},
  receives = 1,
): Promise<SQSRecord> {
  const iat = Math.floor(Date.now() / 1000);
  const { key, status, lastsave } = parseCallback({ ...claims, iat });
  const message: CallbackMessage = {
    tenant: 'default',
    key,
    status,
    lastsave,
    callbackId: `callbackId-${status}-${Date.parse(lastsave)}`,
    receivedAt: new Date().toISOString(),
    query: {},
    ...changed,
  };
  const staged = keys.callback(message.tenant, message.callbackId);
  await putText(bucket, staged, JSON.stringify({ ...claims, iat }));
  return recordOf(message, {
    attributes: { ...recordOf({}).attributes, ApproximateReceiveCount: String(receives) },
  });
}

/** The content of a JSON object in the bucket; undefined if there is none. */
export async function jsonAt({ bucket }: Pick<KeepDeps, 'bucket'>, key: string): Promise<unknown> {
  const text = await readText(bucket, key);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The dependencies of `keepDocument`, with a Docs that has the files of one save. */
export async function depsFor(t: TestContext) {
  const docs = await docsWithFiles(t);
  docs.files.set('output.docx', { bytes: Buffer.from('a document') });
  docs.files.set('changes.zip', { bytes: Buffer.from('changes') });
  docs.files.set('form.json', { bytes: Buffer.from('[]') });
  return { docs, ...(await freshKeepDeps(docs.docs)) };
}

/** The record of the save that the default claims report. */
export function findRecord({ table }: KeepDeps, status: SaveStatus = 'saved') {
  return findSave(table, { tenant: 'default', key: 'order-0042', lastsave: LASTSAVE, status });
}

/** The data of an event about a save. */
export function dataOf(event: GatewayEvent | undefined) {
  return event?.data as { files: SaveFiles } & Record<string, unknown>;
}

/** A quarter of an hour ago: a link that Docs made then has expired. */
export const longAgo = () => new Date(Date.now() - 15 * 60_000).toISOString();
