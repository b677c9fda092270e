import type { Origin } from '../../build/build.ts';
import type { BuildRequest } from '../../build/request.ts';
import { argumentWarnings } from '../../build/script-warnings.ts';
import { GatewayError, isGatewayError } from '../../errors.ts';
import { freshCapability, freshId, freshScriptToken, runName, sha256Hex } from '../../ids.ts';
import { canonicalJson } from '../../json.ts';
import { logError } from '../../log.ts';
import type { ObjectVersion } from '../../storage/objects/bucket.ts';
import { stage } from '../../storage/objects/staging.ts';
import { deleteVersions } from '../../storage/objects/versions.ts';
import { getBuild, getRow, putBuild, type StoredBuild } from '../../storage/rows/builds.ts';
import { addFetchingBuild } from '../../storage/rows/fetching-builds.ts';
import { getRecord, putRecord } from '../../storage/rows/idempotency-keys.ts';
import { enterWaitingRoom } from '../../storage/rows/waiting-room.ts';
import { expiryIn, type Table } from '../../storage/table/table.ts';
import { tryTransact, type Write } from '../../storage/table/transaction.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import { type NewBuild, prepare } from './prepare.ts';

/** The origin of a request, its sender and the names that the sender gave. */
export type Entry = {
  tenant: string;
  origin: Origin;
  correlationId: string;
  /** The build's id, if the sender or the event source provides one. */
  id?: string;
  subject?: string;
  idempotencyKey?: string;
  maxScriptBytes?: number;
  /** The uploaded object that contained the request. */
  upload?: { upload: string; versionId: string };
};

export type Admission = {
  /** If `id` is the id of an erased build, only its tombstone. */
  build: StoredBuild;
  /** Whether an earlier request had the same id or idempotency key, so that no build was created. */
  replayed: boolean;
};

/** An idempotency key becomes free between two reads when its build is erased, which is rare. */
const WRITE_TRIES = 3;

/**
 * Admits one build: stages the files that Docs will read, writes the row, the place in the waiting room
 * and the idempotency record in one transaction, then sends the start signal. A build that names URLs
 * gets its place when they are fetched, so the message that leads to this is sent instead.
 *
 * @throws {GatewayError} when the request is not valid, or its id or key was used for another request
 */
export async function admit(
  deps: AdmissionDeps,
  request: BuildRequest,
  entry: Entry,
): Promise<Admission> {
  const fingerprint = sha256Hex(canonicalJson(request));
  const earlier = await findEarlier(deps.table, entry, fingerprint);
  if (earlier) return earlier;

  const { build, staged } = await stageBuild(deps, request, entry, fingerprint);
  const first = await writeBuild(deps.table, build, entry).catch(async (error: unknown) => {
    if (isGatewayError(error, 'IDEMPOTENCY_MISMATCH')) await unstage(deps, entry, staged);
    throw error;
  });
  if (first && first.build.stage !== build.stage) await unstage(deps, entry, staged);
  if (first) return first;
  // The build is stored, so the answer must not fail: without the message it starts some minutes later.
  await (build.fetches ? deps.sendFetch(build) : deps.signalStart()).catch(logError);
  return { build, replayed: false };
}

/** @returns the earlier admission of the same id or key, if there was one; then nothing is written */
async function writeBuild(
  table: Table,
  build: StoredBuild,
  entry: Entry,
): Promise<Admission | undefined> {
  for (let attempt = 0; attempt < WRITE_TRIES; attempt++) {
    if (await tryTransact(table, admissionWrites(build, entry))) return undefined;
    const first = await findEarlier(table, { ...entry, id: build.id }, build.fingerprint);
    if (first) return first; // If not, that build was erased in the meantime and the key is free.
  }
  throw new Error(`The id or key of build ${build.id} was taken and freed ${WRITE_TRIES} times.`);
}

/**
 * Deletes what was staged for a request that becomes no build of its own. With an id of the sender, it is below the
 * folder of the build's run, and erased with the build.
 */
async function unstage({ bucket }: AdmissionDeps, { id }: Entry, staged: ObjectVersion[]) {
  if (id === undefined) await deleteVersions(bucket, staged).catch(logError);
}

function admissionWrites(build: StoredBuild, { idempotencyKey }: Entry): Write[] {
  const waiting = build.fetches ? addFetchingBuild(build) : enterWaitingRoom(build);
  const writes = [putBuild(build), waiting];
  if (idempotencyKey === undefined) return writes;
  return [...writes, putRecord(build, idempotencyKey)];
}

async function findEarlier(
  table: Table,
  entry: Entry,
  fingerprint: string,
): Promise<Admission | undefined> {
  const record = entry.idempotencyKey
    ? await getRecord(table, entry.tenant, entry.idempotencyKey)
    : undefined;
  // A key is free once its build no longer exists. An id stays taken.
  const keyed = record && (await getBuild(table, entry.tenant, record.id));
  if (keyed) {
    requireSame(keyed, fingerprint, 'The idempotency key was used with another body.');
    return { build: keyed, replayed: true };
  }
  const row = entry.id && (await getRow(table, entry.tenant, entry.id));
  if (!row) return undefined;
  if (!row.erased) requireSame(row, fingerprint, `The id ${row.id} was used with another request.`);
  return { build: row, replayed: true };
}

function requireSame(build: StoredBuild, fingerprint: string, message: string): void {
  if (build.fingerprint !== fingerprint) throw new GatewayError('IDEMPOTENCY_MISMATCH', message);
}

async function stageBuild(
  deps: AdmissionDeps,
  request: BuildRequest,
  entry: Entry,
  fingerprint: string,
): Promise<{ build: StoredBuild; staged: ObjectVersion[] }> {
  const named = newBuild(deps.stack, entry);
  const { staging, source } = await prepare(deps, request, named, entry.maxScriptBytes);
  const staged = await stage(deps.bucket, named, staging);
  const build: StoredBuild = {
    ...named,
    status: 'queued',
    origin: entry.origin,
    subject: entry.subject,
    correlationId: request.correlationId ?? entry.correlationId,
    source: { ...source, ...entry.upload },
    fingerprint,
    idempotencyKey: entry.idempotencyKey,
    hasArgument: request.argument !== undefined,
    fetches: staging.request !== undefined,
    inputsRead: staging.inputs && [],
    outputs: request.outputs ?? {},
    metadata: request.metadata ?? {},
    priority: request.priority ?? 'normal',
    debugToken: request.debug ? freshScriptToken() : undefined,
    warnings: argumentWarnings(request.argument),
    ...timesFrom(Date.now(), deps),
  };
  return { build, staged };
}

function newBuild(stack: string, { tenant, id = freshId() }: Entry): NewBuild {
  const capability = freshCapability();
  const folder = sha256Hex(capability).slice(0, 16);
  return { tenant, id, capability, run: runName(stack, tenant, id), stage: folder };
}

function timesFrom(now: number, { waitHours, keepDays }: AdmissionDeps) {
  return {
    createdAt: new Date(now).toISOString(),
    deadline: new Date(now + waitHours * 3_600_000).toISOString(),
    expiresAt: expiryIn(keepDays, now),
  };
}
