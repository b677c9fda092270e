import { randomUUID } from 'node:crypto';
import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { freshCapability, freshId, runName } from '../../shared/ids.ts';
import type { Bucket } from '../../shared/storage/objects/bucket.ts';
import { putBuild, type StoredBuild, type StoredFile } from '../../shared/storage/rows/builds.ts';
import { addFetchingBuild } from '../../shared/storage/rows/fetching-builds.ts';
import { enterWaitingRoom } from '../../shared/storage/rows/waiting-room.ts';
import type { Table } from '../../shared/storage/table/table.ts';
import { transact } from '../../shared/storage/table/transaction.ts';

/** A running build as its row has it, with an hour until its deadline. */
export function buildOf(changed: Partial<StoredBuild> = {}): StoredBuild {
  const { tenant = 'default', id = freshId() } = changed;
  const now = new Date().toISOString();
  return {
    tenant,
    id,
    run: runName('test', tenant, id),
    stage: randomUUID().slice(0, 8),
    capability: freshCapability(),
    status: 'running',
    origin: 'http',
    correlationId: `correlation-${id}`,
    source: { sha256: 'ab' },
    fingerprint: 'fingerprint',
    hasArgument: false,
    fetches: false,
    outputs: {},
    metadata: {},
    warnings: [],
    createdAt: now,
    startedAt: now,
    deadline: new Date(Date.now() + 3_600_000).toISOString(),
    expiresAt: Math.ceil(Date.now() / 1000) + 86_400,
    ...changed,
  };
}

/** A queued build. */
export function waitingBuild(changed: Partial<StoredBuild> = {}): StoredBuild {
  const { startedAt, ...build } = buildOf({ status: 'queued', ...changed });
  return build;
}

/** What ends a build, without a queue for start signals. */
export const endDeps = (table: Table) => ({ table, signalStart: async () => {} });

/** A small file of a build. */
export function fileOf(changed: Partial<StoredFile> = {}): StoredFile {
  return {
    name: 'report.docx',
    bucket: 'bucket',
    key: 'results/default/x/report.docx',
    size: 3,
    contentType: 'application/octet-stream',
    sha256: 'ab'.repeat(32),
    versionId: 'v1',
    ...changed,
  };
}

/** Writes a build's row and, for a queued build, its place in the waiting room or among those being fetched. */
export async function store(table: Table, build: StoredBuild): Promise<StoredBuild> {
  const waiting = build.fetches ? addFetchingBuild(build) : enterWaitingRoom(build);
  await transact(table, [putBuild(build), ...(build.status === 'queued' ? [waiting] : [])]);
  return build;
}

/** The time some milliseconds ago, in the format of rows. */
export function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

/** Puts a file as a copy for a build does; without a build, as another writer does. */
export async function putCopy(bucket: Bucket, Key: string, by?: StoredBuild): Promise<StoredFile> {
  const Metadata = by && { 'build-id': by.id };
  const { VersionId: versionId = '' } = await bucket.s3.send(
    new PutObjectCommand({ Bucket: bucket.name, Key, Body: 'x', Metadata }),
  );
  return fileOf({ name: Key.split('/').at(-1), bucket: bucket.name, key: Key, versionId });
}

/** Every version and delete marker below a prefix, as `<key> <version>`. */
export async function versionsIn({ name, s3 }: Bucket, Prefix: string): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: name, Prefix }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`).sort();
}

/** The key of every version and delete marker below a prefix, sorted. */
export async function keysBelow(bucket: Bucket, prefix: string): Promise<string[]> {
  return (await versionsIn(bucket, prefix)).map((version) => version.split(' ')[0] ?? '');
}
