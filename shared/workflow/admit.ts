import type { Origin } from '../build/build.ts';
import { type BuildRequest, fingerprintOf } from '../build/request.ts';
import { argumentWarnings } from '../build/script.ts';
import { GatewayError } from '../errors.ts';
import { freshCapability, freshId, runName, sha256Hex } from '../ids.ts';
import { logError } from '../log.ts';
import { stage } from '../storage/objects/bucket.ts';
import { getBuild, getRow, putBuild, type StoredBuild } from '../storage/rows/builds.ts';
import { getRecord, putRecord } from '../storage/rows/idempotency-keys.ts';
import { expiryIn, type Table } from '../storage/rows/table.ts';
import { tryTransact, type Write } from '../storage/rows/transaction.ts';
import { enterRoom } from '../storage/rows/waiting-room.ts';
import type { AdmissionDeps } from './admission-deps.ts';
import { prepare } from './prepare.ts';

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
  /** Under an id of the sender's, whose build was erased, no more than that id. */
  build: StoredBuild;
  /** Whether an earlier request had this id or key, so that nothing was made now. */
  replayed: boolean;
};

/** A key is freed between two looks when its build is erased: that hardly happens twice. */
const WRITE_TRIES = 3;

/**
 * Lets one build in: stages what Docs will read, then writes row, place in the waiting room and
 * idempotency record in one transaction, then sends the start signal. From then on the row is the queue.
 *
 * @throws {GatewayError} when the request cannot be a build, or its id or key stands for another one
 */
export async function admit(
  deps: AdmissionDeps,
  request: BuildRequest,
  entry: Entry,
): Promise<Admission> {
  const fingerprint = sha256Hex(fingerprintOf(request));
  const earlier = await findEarlier(deps.table, entry, fingerprint);
  if (earlier) return earlier;

  const build = await stageBuild(deps, request, entry, fingerprint);
  const first = await writeBuild(deps.table, build, entry);
  if (first) return first;
  // The build is stored, so the answer must not fail: without the signal it starts up to a minute later.
  await deps.signalStart().catch(logError);
  return { build, replayed: false };
}

/** @returns what was let in before, under the same id or key, and kept this one out */
async function writeBuild(
  table: Table,
  build: StoredBuild,
  entry: Entry,
): Promise<Admission | undefined> {
  for (let attempt = 0; attempt < WRITE_TRIES; attempt++) {
    if (await tryTransact(table, doorWrites(build, entry))) return undefined;
    const first = await findEarlier(table, { ...entry, id: build.id }, build.fingerprint);
    if (first) return first; // Otherwise its build was erased meanwhile, and the key is free.
  }
  throw new Error(`the id or the key of ${build.id} was taken and free in turn`);
}

async function findEarlier(
  table: Table,
  entry: Entry,
  fingerprint: string,
): Promise<Admission | undefined> {
  const record = entry.idempotencyKey
    ? await getRecord(table, entry.tenant, entry.idempotencyKey)
    : undefined;
  // A key counts as long as its build is kept; an id that was given stays taken.
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
): Promise<StoredBuild> {
  const id = entry.id ?? freshId();
  const capability = freshCapability();
  const where = {
    run: runName(deps.stack, entry.tenant, id),
    stage: sha256Hex(capability).slice(0, 16),
  };
  const linked = { tenant: entry.tenant, id, capability, ...where };
  const { staging, source, warnings } = await prepare(deps, request, linked, entry.maxScriptBytes);
  await stage(deps.bucket, where, staging);

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
    deadline: new Date(now + deps.waitHours * 3_600_000).toISOString(),
    expiresAt: expiryIn(deps.keepDays, now),
  };
}

function doorWrites(build: StoredBuild, { idempotencyKey }: Entry): Write[] {
  const writes = [putBuild(build), enterRoom(build)];
  if (idempotencyKey === undefined) return writes;
  return [...writes, putRecord(build, idempotencyKey)];
}
