import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { withoutInputLinks } from '../../../shared/build/script-links.ts';
import { type Bucket, readText } from '../../../shared/storage/objects/bucket.ts';
import { keys } from '../../../shared/storage/objects/keys.ts';
import { getBuild, type StoredBuild } from '../../../shared/storage/rows/builds.ts';
import { type Table, table } from '../../../shared/storage/table/table.ts';
import { openListener } from '../observe/listener.ts';
import { type Place, placeOf } from '../observe/place.ts';
import type { Outputs } from '../stack.ts';
import { describeFailure } from './print-result.ts';

/** Where failed builds are heard of and read. */
export type FailureDeps = { place: Place; table: Table; bucket: Bucket; publicUrl: string };

const BUILD_FAILED = { source: ['docs-gateway'], 'detail-type': ['Build Failed'] };

export function failureDepsOf(outputs: Outputs): FailureDeps {
  const place = placeOf(outputs);
  return {
    place,
    table: table(place.tableName, new DynamoDBClient(place.aws)),
    bucket: { name: outputs.bucket, s3: new S3Client(place.aws) },
    publicUrl: outputs.apiUrl,
  };
}

/** Prints each build that fails, with the place in its script, until the signal aborts. */
export async function printFailedBuilds(
  deps: FailureDeps,
  print: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const listener = await openListener(deps.place, BUILD_FAILED);
  try {
    for await (const { detail } of listener.events(signal)) {
      const { metadata, data } = detail as { metadata: { tenant: string }; data: { id: string } };
      const build = await getBuild(deps.table, metadata.tenant, data.id);
      if (build) print(await describeFailedBuild(deps, build));
    }
  } finally {
    await listener.close();
  }
}

async function describeFailedBuild(
  { bucket, publicUrl }: FailureDeps,
  build: StoredBuild,
): Promise<string> {
  const { id, error } = build;
  const staged = await readText(bucket, keys.stagedScript(build));
  const script = withoutInputLinks(publicUrl, build, staged ?? '');
  const failure = error && describeFailure(nameOf(build), script, error);
  return `\nBuild ${id} failed: ${error?.code}\n${failure}`;
}

/** What the author calls the script. */
function nameOf({ source: { template, upload, url } }: StoredBuild): string {
  if (template !== undefined) return `${template}.docbuilder`;
  return upload ?? url ?? 'script';
}
