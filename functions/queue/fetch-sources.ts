import { env } from '../../shared/env.ts';
import { batch } from '../../shared/queue/batch.ts';
import { fetchSources } from '../../shared/queue/fetch-sources.ts';
import { visibilityFromEnv } from '../../shared/queue/visibility.ts';
import { sourceRulesFromEnv } from '../../shared/sources/source-url.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { startSignalFromEnv } from '../../shared/workflow/starting/start-signal.ts';

const deps = {
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  rules: sourceRulesFromEnv(),
  publicUrl: env('PUBLIC_URL'),
  signalStart: startSignalFromEnv(),
};

/** Fetches queue: fetches the URLs of queued builds, which then wait for a slot. */
export const handler = batch(
  'fetch-sources',
  (record) => fetchSources(deps, record),
  visibilityFromEnv(),
);
