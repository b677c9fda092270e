import { docsFromEnv } from '../../shared/docs/client.ts';
import { envNumber } from '../../shared/env.ts';
import { invocation } from '../../shared/invocation.ts';
import { bucketFromEnv } from '../../shared/storage/objects/bucket.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { compareCapacity } from '../../shared/workflow/compare-capacity.ts';
import { executionsFromEnv } from '../../shared/workflow/executions.ts';
import { sendFetchFromEnv } from '../../shared/workflow/fetching/fetch-message.ts';
import { startSignalFromEnv } from '../../shared/workflow/starting/start-signal.ts';
import { type SettleEvent, settleOrSweep } from '../../shared/workflow/sweep-builds.ts';

const deps = {
  table: tableFromEnv(),
  bucket: bucketFromEnv(),
  docs: docsFromEnv(),
  executions: executionsFromEnv(),
  signalStart: startSignalFromEnv(),
  sendFetch: sendFetchFromEnv(),
  waitHours: envNumber('WAIT_HOURS'),
  maxInFlight: envNumber('MAX_IN_FLIGHT'),
  docsServers: envNumber('DOCS_SERVERS'),
};

/**
 * Ends the build of an execution that failed, timed out or was stopped. Once a minute, sweeps all builds. Once an hour,
 * compares the slots with the converters of Docs.
 */
export const handler = invocation(
  'settle-build',
  (event: SettleEvent | { compareCapacity: true }) =>
    'compareCapacity' in event ? compareCapacity(deps) : settleOrSweep(deps, event),
);
