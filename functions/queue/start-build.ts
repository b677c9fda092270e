import type { SQSBatchResponse } from 'aws-lambda';
import { envNumber } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { addLogFields } from '../../shared/log.ts';
import { tableFromEnv } from '../../shared/storage/rows/table.ts';
import { executionsFromEnv } from '../../shared/workflow/executions.ts';
import { startWaiting } from '../../shared/workflow/start.ts';

const deps = {
  table: tableFromEnv(),
  executions: executionsFromEnv(),
  maxInFlight: envNumber('MAX_IN_FLIGHT'),
  buildMinutes: envNumber('BUILD_MINUTES'),
  waitHours: envNumber('WAIT_HOURS'),
};

/** Starts queue: starts waiting builds until no slot is free; one invocation handles all messages of a batch. */
export const handler = invocation('start-build', async (): Promise<SQSBatchResponse> => {
  addLogFields({ started: await startWaiting(deps) });
  return { batchItemFailures: [] };
});
