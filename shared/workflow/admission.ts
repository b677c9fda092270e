import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { GatewayError } from '../errors.ts';
import { noteFault } from '../log.ts';
import { getRow, putBuild, type StoredBuild } from '../storage/builds.ts';
import { stage } from '../storage/scripts.ts';
import {
  ConditionFailedError,
  type Table,
  type TransactItem,
  transact,
  withoutConflict,
} from '../storage/table.ts';
import type { Origin } from './build.ts';
import type { Doors } from './doors.ts';
import { freshCapability, freshId, runName, sha256Hex } from './ids.ts';
import { type BuildRequest, fingerprintOf } from './request.ts';
import { argumentWarnings } from './script.ts';
import { waitingPlace } from './slots.ts';
import { prepare } from './sources.ts';

/** How a request came, and what it may do. */
export type Entry = {
  tenant: string;
  origin: Origin;
  correlationId: string;
  /** The id that the sender or the source gives; one is made where there is none. */
  id?: string;
  subject?: string;
  idempotencyKey?: string;
  maxScriptBytes?: number;
  /** The upload it came as. */
  upload?: { upload: string; versionId: string };
};

export type Admission = {
  build: StoredBuild;
  /** Whether an earlier request had this id or key, so that nothing was made now. */
  replayed: boolean;
  /** The HTTP status of the first answer. */
  firstStatus: 200 | 202;
};

type KeyRecord = { id: string; fingerprint: string; status: 200 | 202 };

/**
 * Lets one build in: stages what Docs will read, then writes row, place in the waiting room and
 * idempotency record in one transaction, then rings. From then on the row is the queue.
 *
 * @throws {GatewayError} when the request cannot be a build, or its id or key stands for another one
 */
export async function admit(doors: Doors, request: BuildRequest, entry: Entry): Promise<Admission> {
  const fingerprint = sha256Hex(fingerprintOf(request));
  const earlier = await findEarlier(doors.table, entry, fingerprint);
  if (earlier) return earlier;

  const build = await stageBuild(doors, request, entry, fingerprint);
  try {
    await transact(doors.table, doorWrites(build));
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    const first = await findEarlier(doors.table, { ...entry, id: build.id }, fingerprint);
    if (first) return first;
    throw error;
  }
  // The build is in: a ring that is lost costs it a minute, a failed answer would cost the caller a copy.
  await doors.ring().catch(noteFault);
  return { build, replayed: false, firstStatus: 202 };
}

/** Remembers that the first answer to a keyed request was 200, for a repetition gets the same. */
export async function rememberAnswer(doors: Doors, build: StoredBuild, status: 200): Promise<void> {
  if (!build.idempotencyKey) return;
  const update = new UpdateCommand({
    TableName: doors.table.name,
    Key: recordKey(build.tenant, build.idempotencyKey),
    UpdateExpression: 'SET #status = :status',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': status },
  });
  await withoutConflict(() => doors.table.client.send(update));
}

export const recordKey = (tenant: string, key: string) => ({
  pk: `KEY#${tenant}#${key}`,
  sk: 'KEY',
});

async function findEarlier(
  table: Table,
  entry: Entry,
  fingerprint: string,
): Promise<Admission | undefined> {
  const record = entry.idempotencyKey
    ? await getRecord(table, entry.tenant, entry.idempotencyKey)
    : undefined;
  const id = record?.id ?? entry.id;
  const build = id && (await getRow(table, entry.tenant, id));
  if (!build) return undefined;
  const before = record?.fingerprint ?? build.fingerprint;
  if (!build.erased && before !== fingerprint)
    throw new GatewayError(
      'IDEMPOTENCY_MISMATCH',
      record
        ? 'The idempotency key was used with another body.'
        : `The id ${id} was used with another request.`,
    );
  return { build, replayed: true, firstStatus: record?.status ?? 202 };
}

async function getRecord(
  table: Table,
  tenant: string,
  key: string,
): Promise<KeyRecord | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: recordKey(tenant, key), ConsistentRead: true }),
  );
  return Item as KeyRecord | undefined;
}

async function stageBuild(
  doors: Doors,
  request: BuildRequest,
  entry: Entry,
  fingerprint: string,
): Promise<StoredBuild> {
  const id = entry.id ?? freshId();
  const capability = freshCapability();
  const where = {
    run: runName(doors.stack, entry.tenant, id),
    stage: sha256Hex(capability).slice(0, 16),
  };
  const linked = { tenant: entry.tenant, id, capability, ...where };
  const { staging, source, warnings } = await prepare(doors, request, linked, entry.maxScriptBytes);
  await stage(doors.bucket, where, staging);

  const now = Date.now();
  return {
    ...linked,
    status: 'queued',
    origin: entry.origin,
    subject: entry.subject,
    correlationId: request.correlationId ?? entry.correlationId,
    source: { ...source, ...entry.upload },
    fingerprint,
    idempotencyKey: entry.idempotencyKey,
    hasArgument: request.argument !== undefined,
    fetches: staging.request !== undefined,
    outputs: request.outputs ?? {},
    metadata: request.metadata ?? {},
    warnings: [...warnings, ...argumentWarnings(request.argument)],
    createdAt: new Date(now).toISOString(),
    deadline: new Date(now + doors.waitHours * 3_600_000).toISOString(),
    expiresAt: Math.ceil(now / 1000) + doors.keepDays * 86_400,
  };
}

function doorWrites(build: StoredBuild): TransactItem[] {
  const writes = [putBuild(build), waitingPlace(build)];
  if (build.idempotencyKey === undefined) return writes;
  const record: KeyRecord = { id: build.id, fingerprint: build.fingerprint, status: 202 };
  const Item = {
    ...recordKey(build.tenant, build.idempotencyKey),
    ...record,
    expiresAt: build.expiresAt,
  };
  // An expired record is deleted some day, and perhaps after the row that it names.
  const put = {
    TableName: '',
    Item,
    ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
    ExpressionAttributeValues: { ':now': Math.floor(Date.now() / 1000) },
  };
  return [...writes, { Put: put }];
}
