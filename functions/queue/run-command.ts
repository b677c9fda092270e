import { SQSClient } from '@aws-sdk/client-sqs';
import { SHORT_CALLS } from '../../shared/aws.ts';
import { commanderFromEnv } from '../../shared/documents/run-command.ts';
import { env, envNumber } from '../../shared/env.ts';
import { eventBus } from '../../shared/events/events.ts';
import { batch } from '../../shared/queue/batch.ts';
import { runQueuedCommand } from '../../shared/queue/run-queued-command.ts';
import { visibility } from '../../shared/queue/visibility.ts';

const commander = { ...commanderFromEnv(), keepDays: envNumber('KEEP_DAYS') };
const sqs = new SQSClient({ requestHandler: SHORT_CALLS });
const refuser = {
  bus: eventBus(env('BUS_NAME')),
  deadLetters: { sqs, queueUrl: env('DEAD_LETTER_QUEUE_URL') },
};

/** Commands queue: what senders and the bus ask for is given to Docs, and what came of it stored. */
export const handler = batch(
  'run-command',
  (record) => runQueuedCommand(commander, refuser, record),
  visibility(env('QUEUE_URL'), sqs),
);
