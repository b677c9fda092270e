import { S3Client } from '@aws-sdk/client-s3';
import { TRANSFERS } from '../../shared/aws.ts';
import { env } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { parseSourceRules } from '../../shared/sources/fetch-source.ts';
import type { BuildRun } from '../../shared/storage/rows/builds.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { fetchSources } from '../../shared/workflow/fetch-sources.ts';

const fetching = {
  table: table(env('TABLE_NAME')),
  bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) },
  rules: parseSourceRules(env('SOURCE_RULES')),
  publicUrl: env('PUBLIC_URL'),
};

/** Step "Fetch source": brings what the build names by URL below `scripts/`; nothing else. */
export const handler = invocation('fetch-source', (input: BuildRun) =>
  fetchSources(fetching, input),
);
