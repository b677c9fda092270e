import { commandDepsFromEnv } from '../../shared/documents/run-command.ts';
import { envNumber } from '../../shared/env.ts';
import { batch } from '../../shared/queue/batch.ts';
import { refusalDepsFromEnv } from '../../shared/queue/refusal.ts';
import { runQueuedCommand } from '../../shared/queue/run-queued-command.ts';
import { visibilityFromEnv } from '../../shared/queue/visibility.ts';

const deps = { ...commandDepsFromEnv(), keepDays: envNumber('KEEP_DAYS') };
const refusalDeps = refusalDepsFromEnv();

/** Commands queue: sends the command of each message to Docs and stores its outcome. */
export const handler = batch(
  'run-command',
  (record) => runQueuedCommand(deps, refusalDeps, record),
  visibilityFromEnv(),
);
