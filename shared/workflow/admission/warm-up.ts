import { setTimeout as sleep } from 'node:timers/promises';
import { parseBuildRequest } from '../../build/request.ts';
import { findObject } from '../../storage/objects/bucket.ts';
import { keys } from '../../storage/objects/keys.ts';
import { getItem } from '../../storage/table/items.ts';
import { HELD_CALLS } from '../../storage/table/table-schema.ts';
import type { AdmissionDeps } from './admission-deps.ts';

/** A slow service must not delay the first request longer than that request would wait for it. */
const PATIENCE_MS = 1_000;

/**
 * Connects to table and bucket, and runs the code that reads a request, so that the first request does not have to.
 * Call it at cold start: Lambda gives a function a whole processor until its first request, and its share after that.
 * Does nothing outside Lambda. An error is ignored: the first request then connects, and reports it.
 */
export async function warmUp({ table, bucket }: Pick<AdmissionDeps, 'table' | 'bucket'>) {
  if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE === undefined) return;
  parseBuildRequest({ script: 'builder.CreateFile("docx");' });
  const calls = [
    getItem(table, { pk: HELD_CALLS, sk: HELD_CALLS }),
    findObject(bucket, keys.templateFolder),
  ];
  await Promise.race([Promise.allSettled(calls), sleep(PATIENCE_MS, undefined, { ref: false })]);
}
