import { env } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { sourceRulesFromEnv } from '../../shared/sources/source-url.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import type { BuildRun } from '../../shared/storage/rows/builds.ts';
import { tableFromEnv } from '../../shared/storage/rows/table.ts';
import { fetchSources } from '../../shared/workflow/fetch-sources.ts';

const deps = {
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  rules: sourceRulesFromEnv(),
  publicUrl: env('PUBLIC_URL'),
};

/** Step "Fetch source": downloads the script and the inputs that are URLs, and stores them below `scripts/`. */
export const handler = invocation('fetch-source', (input: BuildRun) => fetchSources(deps, input));
