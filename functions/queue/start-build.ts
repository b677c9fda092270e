import type { SQSBatchResponse } from 'aws-lambda';
import { env, envNumber } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { addLogFields } from '../../shared/log.ts';
import { table } from '../../shared/storage/rows/table.ts';
import { executions } from '../../shared/workflow/executions.ts';
import { startWaiting } from '../../shared/workflow/start.ts';

const starter = {
  table: table(env('TABLE_NAME')),
  executions: executions(env('STATE_MACHINE_ARN')),
  maxInFlight: envNumber('MAX_IN_FLIGHT'),
  buildMinutes: envNumber('BUILD_MINUTES'),
  waitHours: envNumber('WAIT_HOURS'),
};

/** Starts queue: however many bells are in the batch, one round lets in all that find a slot. */
export const handler = invocation('start-build', async (): Promise<SQSBatchResponse> => {
  addLogFields({ started: await startWaiting(starter) });
  return { batchItemFailures: [] };
});
