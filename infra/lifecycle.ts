import { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Config } from './config/config.ts';
import type { Folder } from './storage.ts';

/**
 * For how many days each folder keeps the versions that were replaced or deleted: never longer than its
 * objects. Not `results`: a build keeps the version it wrote, also when a later build writes the same key.
 */
function replacedDays({ inboxDays }: Config['retention']): Partial<Record<Folder, number>> {
  const toRestore = 30; // time to notice a mistake and restore a version
  return {
    callbacks: 1,
    documents: toRestore,
    inbox: Math.min(inboxDays, toRestore),
    inputs: toRestore,
    scripts: 1,
    templates: toRestore,
  };
}

function expiringResults(after: Duration): s3.LifecycleRule {
  return {
    id: 'Results',
    prefix: 'results/',
    expiration: after,
    noncurrentVersionExpiration: after,
  };
}

export function lifecycle(retention: Config['retention']): s3.LifecycleRule[] {
  const { inboxDays, resultDays } = retention;
  return [
    // Staged scripts are read until their build ends, six days after it came at the latest.
    { id: 'Staged scripts', prefix: 'scripts/', expiration: Duration.days(7) },
    // A callback is read within an hour, or, if it went to the dead-letter queue, within two weeks.
    { id: 'Callbacks', prefix: 'callbacks/', expiration: Duration.days(14) },
    { id: 'Uploads', prefix: 'inbox/', expiration: Duration.days(inboxDays) },
    ...(resultDays ? [expiringResults(Duration.days(resultDays))] : []),
    ...Object.entries(replacedDays(retention)).map(([folder, days]) => ({
      id: `Replaced and deleted versions of ${folder}`,
      prefix: `${folder}/`,
      noncurrentVersionExpiration: Duration.days(days),
    })),
    // One rule, because CloudFormation refuses a rule with `expiredObjectDeleteMarker` alone.
    {
      id: 'Incomplete uploads and expired delete markers',
      abortIncompleteMultipartUploadAfter: Duration.days(1), // no copy takes a day
      expiredObjectDeleteMarker: true,
    },
  ];
}
