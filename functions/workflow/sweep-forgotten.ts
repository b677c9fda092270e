import { docsFromEnv } from '../../shared/docs/client.ts';
import { sweepForgotten } from '../../shared/documents/sweep-forgotten.ts';
import { env, envNumber } from '../../shared/env.ts';
import { busFromEnv } from '../../shared/events/bus.ts';
import { invocation } from '../../shared/invocation.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';

const deps = {
  docs: docsFromEnv(),
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  bus: busFromEnv(),
  maxFileBytes: envNumber('MAX_FILE_BYTES'),
  keyPrefix: env('KEY_PREFIX'),
  keepDays: envNumber('KEEP_DAYS'),
  moves: env('SWEEP') === 'move',
};

/** Each hour: copies Docs' forgotten files into the bucket. */
export const handler = invocation('sweep-forgotten', () => sweepForgotten(deps));
