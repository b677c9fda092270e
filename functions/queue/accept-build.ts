import { SQSClient } from '@aws-sdk/client-sqs';
import { SHORT_CALLS } from '../../shared/aws.ts';
import { env } from '../../shared/env.ts';
import { eventBus } from '../../shared/events/events.ts';
import { acceptBuild } from '../../shared/queue/accept-build.ts';
import { batch } from '../../shared/queue/batch.ts';
import { visibility } from '../../shared/queue/visibility.ts';
import { admissionDepsFromEnv } from '../../shared/workflow/admission-deps.ts';

const deps = admissionDepsFromEnv();
const sqs = new SQSClient({ requestHandler: SHORT_CALLS });
const refuser = {
  bus: eventBus(env('BUS_NAME')),
  deadLetters: { sqs, queueUrl: env('DEAD_LETTER_QUEUE_URL') },
};

/** Builds queue: what senders and the bus ask for becomes builds. */
export const handler = batch(
  'accept-build',
  (record) => acceptBuild(deps, refuser, record),
  visibility(env('QUEUE_URL'), sqs),
);
