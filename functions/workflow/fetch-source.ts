import { env } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { sourceRulesFromEnv } from '../../shared/sources/source-url.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import type { BuildRun } from '../../shared/storage/rows/builds.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { fetchStartedBuild } from '../../shared/workflow/fetching/fetch-started-build.ts';

const deps = {
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  rules: sourceRulesFromEnv(),
  publicUrl: env('PUBLIC_URL'),
};

/**
 * Step "Fetch source" of version 0.1.0, whose executions may still call it after an upgrade. The state
 * machine has no such step any more. Remove this function once the release that follows 0.1.0 is out.
 */
export const handler = invocation('fetch-source', (input: BuildRun) =>
  fetchStartedBuild(deps, input),
);
