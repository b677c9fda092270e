import { S3Client } from '@aws-sdk/client-s3';
import { TRANSFERS } from '../../shared/aws.ts';
import { docsFromEnv } from '../../shared/docs/client.ts';
import { sweepForgotten } from '../../shared/documents/sweep-forgotten.ts';
import { env, envNumber } from '../../shared/env.ts';
import { eventBus } from '../../shared/events/events.ts';
import { invocation } from '../../shared/invocation.ts';
import { table } from '../../shared/storage/rows/table.ts';

const sweep = {
  docs: docsFromEnv(),
  table: table(env('TABLE_NAME')),
  bucket: { name: env('BUCKET_NAME'), s3: new S3Client({ requestHandler: TRANSFERS }) },
  bus: eventBus(env('BUS_NAME')),
  maxFileBytes: envNumber('MAX_FILE_BYTES'),
  keyPrefix: env('KEY_PREFIX'),
  keepDays: envNumber('KEEP_DAYS'),
  moves: env('SWEEP') === 'move',
};

/** Each hour: what Docs could not hand over is fetched from it. */
export const handler = invocation('sweep-forgotten', () => sweepForgotten(sweep));
