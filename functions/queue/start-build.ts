import { envNumber } from '../../shared/env.ts';
import { addLogFields } from '../../shared/log.ts';
import { signals } from '../../shared/queue/batch.ts';
import { visibilityFromEnv } from '../../shared/queue/visibility.ts';
import { tableFromEnv } from '../../shared/storage/table/table.ts';
import { executionsFromEnv } from '../../shared/workflow/executions.ts';
import { startWaiting } from '../../shared/workflow/starting/start.ts';
import { startSignalFromEnv } from '../../shared/workflow/starting/start-signal.ts';

const deps = {
  table: tableFromEnv(),
  executions: executionsFromEnv(),
  signalStart: startSignalFromEnv(),
  maxInFlight: envNumber('MAX_IN_FLIGHT'),
  buildMinutes: envNumber('BUILD_MINUTES'),
  waitHours: envNumber('WAIT_HOURS'),
};

/** Starts queue: starts waiting builds until no slot is free, once for all messages of a batch. */
export const handler = signals(
  'start-build',
  async () => addLogFields({ started: await startWaiting(deps) }),
  visibilityFromEnv(),
);
