import { S3Client } from '@aws-sdk/client-s3';
import { SHORT_CALLS } from '../../shared/aws.ts';
import { docsFromEnv } from '../../shared/docs/client.ts';
import { env, envNumber } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { bell } from '../../shared/workflow/admission-deps.ts';
import { executions } from '../../shared/workflow/executions.ts';
import { type SettleEvent, settleOrSweep } from '../../shared/workflow/sweep.ts';

const sweeping = {
  table: table(env('TABLE_NAME')),
  bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: SHORT_CALLS }) },
  docs: docsFromEnv(),
  executions: executions(env('STATE_MACHINE_ARN')),
  ring: bell(env('STARTS_QUEUE_URL')),
  waitHours: envNumber('WAIT_HOURS'),
};

/** An execution's end that nobody foresaw, by EventBridge; and once a minute the sweep. */
export const handler = invocation('settle-build', (event: SettleEvent) =>
  settleOrSweep(sweeping, event),
);
